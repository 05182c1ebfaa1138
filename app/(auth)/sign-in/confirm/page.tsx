import type { Metadata } from 'next'
import { ConfirmForm } from '@/components/auth/confirm-form'
import { StaleLink } from '@/components/auth/stale-link'
import { linkRedemption } from '@/lib/auth/magic-link'
import { returnPath } from '@/lib/auth/return-path'
import { env } from '@/lib/env'
import { redeemLinkAction, requestLinkAction } from '../actions'

export const metadata: Metadata = {
  title: 'Confirm sign-in',
  robots: { index: false },
  // The address holds the token: no other site may learn it from a Referer.
  referrer: 'same-origin',
}

/** Opening this page changes nothing, so a mail scanner may; the button uses the link up. */
export default async function ConfirmPage({ searchParams }: PageProps<'/sign-in/confirm'>) {
  const link = linkRedemption.safeParse(await searchParams)
  if (!link.success) return <StaleLink request={requestLinkAction} />
  const { token, email, callbackUrl } = link.data
  return (
    <ConfirmForm
      link={{ token, email, callbackUrl: returnPath(callbackUrl, { origin: env().APP_URL }) }}
      redeem={redeemLinkAction}
      request={requestLinkAction}
    />
  )
}

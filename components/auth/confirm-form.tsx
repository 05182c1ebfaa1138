'use client'

import { useActionState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { reachingForm } from '@/components/ui/reaching'
import type { ActionState } from '@/lib/action'
import { AuthHeading } from './auth-heading'
import type { RequestLink } from './link-form'
import { StaleLink } from './stale-link'

type Redemption = ActionState<{ outcome: 'stale' }>

type ConfirmFormProps = {
  link: { token: string; email: string; callbackUrl: string }
  redeem: (state: Redemption, form: FormData) => Promise<Redemption>
  request: RequestLink
}

/** The button behind the mailed link: opening the page uses nothing up, pressing it does. */
export function ConfirmForm({ link, redeem, request }: ConfirmFormProps) {
  const [state, submit, pending] = useActionState(reachingForm(redeem), { status: 'idle' })
  if (state.status === 'ok')
    return <StaleLink email={link.email} next={link.callbackUrl} request={request} />
  return (
    <>
      <AuthHeading title="Sign in to Tollgate">
        You asked for this link as{' '}
        <span className="font-medium wrap-anywhere text-ink">{link.email}</span>. One press and you
        are in.
      </AuthHeading>
      <form action={submit} className="grid gap-4">
        {state.status === 'error' && <Alert tone="danger" title={state.message} />}
        <input type="hidden" name="token" value={link.token} />
        <input type="hidden" name="email" value={link.email} />
        <input type="hidden" name="callbackUrl" value={link.callbackUrl} />
        <Button type="submit" size="lg" pending={pending}>
          Sign in
        </Button>
      </form>
    </>
  )
}

import type { Metadata } from 'next'
import Link from 'next/link'
import { connection } from 'next/server'
import { PayOwed } from '@/components/billing/pay-owed'
import { BareFrame } from '@/components/layout/bare-frame'
import { MessagePage } from '@/components/layout/message-page'
import { SandboxBanner } from '@/components/layout/sandbox-banner'
import { Button } from '@/components/ui/button'
import { payPage, type PayPage } from '@/lib/billing'
import { env } from '@/lib/env'
import { formatMoney } from '@/lib/money'

export const metadata: Metadata = {
  title: 'Pay',
  robots: { index: false },
  // The address holds the token: no other site may learn it from a Referer.
  referrer: 'no-referrer',
}

/** For whoever holds a mailed link, signed in or not: the one payment it names. Opening it changes nothing. */
export default async function Pay({ params }: PageProps<'/pay/[token]'>) {
  await connection()
  const { SANDBOX_URL } = env()
  const { token } = await params
  return (
    <>
      {SANDBOX_URL && <SandboxBanner url={SANDBOX_URL} />}
      <BareFrame>{contentOf(await payPage(token))}</BareFrame>
    </>
  )
}

const toBilling = (
  <Button asChild variant="secondary">
    <Link href="/billing">Sign in and look</Link>
  </Button>
)

function contentOf(page: PayPage) {
  switch (page.state) {
    case 'open':
      return <PayOwed owed={page.owed} />
    case 'closed':
      return (
        <MessagePage
          title={page.paid ? 'This is paid' : 'Nothing is open any more'}
          actions={toBilling}
        >
          <p>
            {page.paid
              ? `The ${page.planName} renewal of ${formatMoney(page.amountMinor, page.currency)} has arrived. Thank you.`
              : `The ${page.planName} renewal does not have to be paid any more. Nothing was charged.`}
          </p>
        </MessagePage>
      )
    case 'expired':
      return (
        <MessagePage title="This link has expired" actions={toBilling}>
          <p>Nothing was charged. What is open can be paid on the billing page.</p>
        </MessagePage>
      )
    case 'invalid':
      return (
        <MessagePage title="This link does not work" actions={toBilling}>
          <p>
            It may have been cut off on its way: please copy the whole address from the mail.
            Nothing was charged.
          </p>
        </MessagePage>
      )
  }
}

'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { ResumeDraft } from '@/components/assistant/resume-draft'
import { useBalance } from '@/components/credits/balance-provider'
import { Meter } from '@/components/credits/meter'
import { Alert } from '@/components/ui/alert'
import { Credits } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import { Spinner } from '@/components/ui/spinner'
import { plans } from '@/lib/catalogue'
import { credits } from '@/lib/credits/unit'
import { useCheckoutStatus, type CheckoutStatus } from './use-checkout-status'

type CheckoutResultProps = { sessionId: string; initial: CheckoutStatus }

/** The page after the payment page. It only reads: the credits come with Stripe's own message, and it turns when they do. */
export function CheckoutResult({ sessionId, initial }: CheckoutResultProps) {
  const { known, unreachable, long } = useCheckoutStatus(sessionId, initial)
  const { balance } = useBalance()
  const { status } = known

  if (status === 'pending')
    return (
      <Result title="Waiting for the payment to arrive">
        <p className="flex items-center gap-3 text-soft" aria-live="polite">
          <Spinner />
          Stripe tells us in a moment, and this page turns by itself.
        </p>
        {unreachable && (
          <Alert tone="warn" title="The server cannot be reached just now">
            Your payment is safe. This page keeps trying.
          </Alert>
        )}
        {long && (
          <Alert tone="info" title="This takes longer than usual">
            You can leave this page: the credits arrive by themselves, and the payment is then
            listed under Billing. Do not pay a second time. If nothing has come within an hour,
            write to us with the date and the amount.
          </Alert>
        )}
      </Result>
    )

  if (status === 'paid')
    return (
      <Result title={known.planKey ? `You are on ${plans[known.planKey].name}` : 'Credits added'}>
        <div aria-live="polite">
          <p className="text-soft">
            <Credits amount={credits(known.credits)} signed />
            {afterwards(known)}
          </p>
          <p className="mt-6 mb-4">
            <span className="sr-only">Available now: </span>
            <Credits
              amount={balance.available}
              className="inline-block pb-2 text-figure font-medium total"
            />
          </p>
        </div>
        <Meter balance={balance} size="large" />
        <div className="mt-4 flex flex-wrap gap-2">
          <ResumeDraft
            otherwise={
              <Button asChild>
                <Link href="/assistant">To the assistant</Link>
              </Button>
            }
          />
          <Button asChild variant="secondary">
            <Link href="/billing">See the payment</Link>
          </Button>
        </div>
      </Result>
    )

  return (
    <Result
      title={status === 'failed' ? 'The payment did not go through' : 'The checkout has ended'}
    >
      <p className="text-soft">
        {status === 'failed'
          ? 'Your bank refused it or it was not confirmed in time. Nothing was charged and nothing has changed. Another card may work.'
          : 'It was open too long without a payment. Nothing was charged and nothing has changed.'}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button asChild>
          <Link href="/billing#buy">Try again</Link>
        </Button>
        <ResumeDraft />
      </div>
    </Result>
  )
}

function afterwards({ planKey, trial }: CheckoutStatus): string {
  if (!planKey) return ', which stay until they are spent.'
  return trial ? ', until the trial ends. Nothing was charged so far.' : ', and as many each month.'
}

function Result({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <div className="grid gap-5">
      <h1 className="text-2xl font-semibold">{title}</h1>
      {children}
    </div>
  )
}

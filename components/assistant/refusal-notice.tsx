'use client'

import { X } from 'lucide-react'
import Link from 'next/link'
import { Alert } from '@/components/ui/alert'
import { Credits } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import type { MicroCredits } from '@/lib/credits/unit'
import { BuyPack } from './buy-pack'
import type { Refusal } from './refusal'

type Props = {
  refusal: Refusal
  /** Where what was asked for is kept: the way back from the payment page. */
  draftAt: string
  /** What was asked for. */
  what?: 'message' | 'image' | 'review'
  onDismiss: () => void
}

const titles = {
  message: 'The message was not sent',
  image: 'No image was made',
  review: 'The review was not begun',
}

const kept = {
  message: 'Your message is kept below.',
  image: 'Your prompt is kept.',
  review: 'What you chose is kept.',
}

/** Why something was not done, and what to do about it, next to what was asked for, which is still there. */
export function RefusalNotice(props: Props) {
  const { refusal, draftAt, what = 'message', onDismiss } = props
  if (refusal.code === 'insufficient_credits') return <OutOfCredits {...props} what={what} />
  if (refusal.code === 'unauthorized')
    return (
      <Alert
        tone="warn"
        title="You are signed out"
        action={
          <Button asChild size="sm" variant="secondary">
            <Link href={`/sign-in?next=${encodeURIComponent(draftAt)}`}>Sign in</Link>
          </Button>
        }
      >
        Nothing new was charged, and what you have typed is kept.
      </Alert>
    )
  return (
    <Alert
      tone={refusal.code === 'rate_limited' || refusal.code === 'lost' ? 'warn' : 'danger'}
      title={titles[what]}
      action={
        <Button size="sm" variant="ghost" className="max-sm:-ml-3" onClick={onDismiss}>
          Dismiss
        </Button>
      }
    >
      {refusal.message}
    </Alert>
  )
}

function OutOfCredits({
  refusal,
  draftAt,
  what,
  onDismiss,
}: Props & { what: NonNullable<Props['what']> }) {
  const figures = refusal as { price?: MicroCredits; balance?: MicroCredits }
  return (
    <section
      aria-label="Out of credits"
      role="alert"
      className="rounded-lg border border-rule bg-raised px-4 pt-3 pb-2"
    >
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="font-medium">Not enough credits for this {what}</p>
          <p className="text-sm text-soft">
            {figures.price !== undefined && figures.balance !== undefined && (
              <>
                It needs up to <Credits amount={figures.price} className="text-ink" />, you have{' '}
                <Credits amount={figures.balance} className="text-ink" />.{' '}
              </>
            )}
            Nothing was charged. {kept[what]}
          </p>
        </div>
        <Button
          variant="ghost"
          size="icon"
          aria-label="Dismiss"
          className="-mt-1 -mr-2 size-8 text-soft"
          onClick={onDismiss}
        >
          <X aria-hidden="true" />
        </Button>
      </div>
      <div className="mt-2 border-t border-rule">
        <BuyPack returnTo={draftAt} />
      </div>
    </section>
  )
}

'use client'

import { X } from 'lucide-react'
import Link from 'next/link'
import { Alert } from '@/components/ui/alert'
import { Credits } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import type { MicroCredits } from '@/lib/credits/unit'
import { BuyPack } from './buy-pack'
import type { Refusal } from './use-conversation'

type Props = { refusal: Refusal; draftAt: string; onDismiss: () => void }

/** Why a message was not taken, and what to do about it, next to the message that is still there. */
export function RefusalNotice({ refusal, draftAt, onDismiss }: Props) {
  if (refusal.code === 'insufficient_credits')
    return <OutOfCredits refusal={refusal} draftAt={draftAt} onDismiss={onDismiss} />
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
      title="The message was not sent"
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

function OutOfCredits({ refusal, draftAt, onDismiss }: Props) {
  const figures = refusal as { price?: MicroCredits; balance?: MicroCredits }
  return (
    <section
      aria-label="Out of credits"
      role="alert"
      className="rounded-lg border border-rule bg-raised px-4 pt-3 pb-2"
    >
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="font-medium">Not enough credits for this message</p>
          <p className="text-sm text-soft">
            {figures.price !== undefined && figures.balance !== undefined && (
              <>
                It needs up to <Credits amount={figures.price} className="text-ink" />, you have{' '}
                <Credits amount={figures.balance} className="text-ink" />.{' '}
              </>
            )}
            Nothing was charged. Your message is kept below.
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

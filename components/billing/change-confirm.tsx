'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState, type ReactNode } from 'react'
import { useBalanceStore } from '@/components/credits/balance-provider'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { formatDay } from '@/components/ui/date'
import type { ChangeResult } from '@/lib/billing'
import { confirmChangeAction } from '@/lib/billing/actions'
import type { Interval, PaidPlanKey } from '@/lib/catalogue'
import { usePlanAct } from './use-plan-act'

type ChangeConfirmProps = {
  plan: PaidPlanKey
  interval: Interval
  previewedAt: number
  fromName: string
  toName: string
  /** Says what the click does, with the amount. */
  children: ReactNode
}

/** The one button, and what became of it. */
export function ChangeConfirm({
  plan,
  interval,
  previewedAt,
  fromName,
  toName,
  children,
}: ChangeConfirmProps) {
  const { pending, problem, run } = usePlanAct({ refresh: false })
  const [result, setResult] = useState<ChangeResult>()
  const router = useRouter()
  const balance = useBalanceStore()

  const confirm = async () => {
    const done = await run(() => confirmChangeAction({ plan, interval, previewedAt }))
    if (!done) return
    setResult(done.data)
    void balance.refresh()
    if (done.data.status === 'changed' || done.data.status === 'scheduled') router.push('/billing')
  }

  if (result && result.status !== 'changed' && result.status !== 'scheduled')
    return <HeldBack result={result} fromName={fromName} toName={toName} />
  if (result)
    return (
      <Alert
        tone="success"
        title={
          result.status === 'changed'
            ? `You are on ${toName}`
            : `You change to ${toName} on ${formatDay(result.effectiveAt)}`
        }
      />
    )
  return (
    <div className="grid gap-4">
      {problem && (
        <Alert
          tone="danger"
          title={problem}
          action={
            <Button variant="secondary" size="sm" onClick={() => router.refresh()}>
              Look again
            </Button>
          }
        />
      )}
      <div className="flex flex-wrap gap-2 max-sm:flex-col">
        <Button size="lg" pending={pending} onClick={() => void confirm()}>
          {children}
        </Button>
        <Button asChild size="lg" variant="ghost">
          <Link href="/billing">Leave it as it is</Link>
        </Button>
      </div>
    </div>
  )
}

type HeldBackProps = {
  result: Extract<ChangeResult, { url: string | null }>
  fromName: string
  toName: string
}

function HeldBack({ result, fromName, toName }: HeldBackProps) {
  const declined = result.status === 'declined'
  return (
    <Alert
      tone={declined ? 'danger' : 'warn'}
      title={declined ? 'The payment did not go through' : 'Your bank wants you to confirm it'}
      action={
        result.url && (
          <Button asChild size="sm">
            <a href={result.url}>{declined ? 'Pay with another card' : 'Confirm the payment'}</a>
          </Button>
        )
      }
    >
      {declined && `${result.reason} `}
      Nothing was charged, and you are on {fromName} as before. {toName} begins when it is paid;
      otherwise the change lapses by itself within a day.
    </Alert>
  )
}

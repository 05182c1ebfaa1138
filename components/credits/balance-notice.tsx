'use client'

import { CircleAlert, TriangleAlert, X } from 'lucide-react'
import type { Route } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Credits } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import type { BalanceView } from '@/lib/balance-view'
import { useBalance } from './balance-provider'
import { crossingOf } from './crossing'
import { useDismissal } from './use-dismissal'

/** What is wrong with the balance, or soon will be: suspended, owed, running low. Nothing when all is well. */
export function BalanceNotice() {
  const { balance } = useBalance()
  // Always there: what comes into it later is read out.
  return <div aria-live="polite">{noticeOf(balance)}</div>
}

function noticeOf(balance: BalanceView): ReactNode {
  if (balance.frozen)
    return (
      <Bar
        tone="danger"
        title="Your account is suspended"
        action={<To href="/billing">Billing</To>}
      >
        Your credits stay as they are, and nothing is charged meanwhile. Pay what is still open, or
        write to us.
      </Bar>
    )
  if (balance.debt > 0)
    return (
      <Bar
        tone="danger"
        title={
          <>
            You owe <Credits amount={balance.debt} />
          </>
        }
        action={<To href="/billing#buy">Top up</To>}
      >
        More was spent than was paid for. The next credits repay it first.
      </Bar>
    )
  const crossing = crossingOf(balance)
  return crossing && <RunningLow key={crossing} crossing={crossing} balance={balance} />
}

function RunningLow({ crossing, balance }: { crossing: string; balance: BalanceView }) {
  const [dismissed, dismiss] = useDismissal(balance.userId, crossing)
  if (dismissed) return null
  const left = balance.available + balance.held > 0
  return (
    <Bar
      tone="warn"
      title={left ? 'Credits are running low' : 'No credits are left'}
      action={
        <>
          <To href="/billing#buy">Top up</To>
          <Button
            variant="ghost"
            size="icon"
            className="-my-1 -mr-2 size-8 text-soft"
            aria-label="Dismiss"
            onClick={dismiss}
          >
            <X aria-hidden="true" />
          </Button>
        </>
      }
    >
      {left ? (
        <>
          <Credits amount={balance.available} className="text-ink" /> left, at most a fifth of a
          month’s credits.
        </>
      ) : (
        'A top-up is there within seconds of paying, and does not expire.'
      )}
    </Bar>
  )
}

const To = ({ href, children }: { href: Route; children: ReactNode }) => (
  <Button asChild size="sm" variant="secondary">
    <Link href={href}>{children}</Link>
  </Button>
)

type BarProps = {
  tone: 'warn' | 'danger'
  title: ReactNode
  action: ReactNode
  children: ReactNode
}

/** Under the header and as wide: it is about the account, not about the page. */
function Bar({ tone, title, action, children }: BarProps) {
  const danger = tone === 'danger'
  const Icon = danger ? CircleAlert : TriangleAlert
  return (
    <section
      aria-label="About your balance"
      className={cn('border-b border-rule', danger ? 'bg-danger-wash' : 'bg-warn-wash')}
    >
      <div className="shell flex items-center gap-3 py-2 text-sm">
        <Icon
          className={cn('size-4 shrink-0 max-sm:self-start', danger ? 'text-danger' : 'text-warn')}
          aria-hidden="true"
        />
        <p className="min-w-0 flex-1">
          <span className="mr-2 font-medium">{title}</span>
          <span className="text-soft">{children}</span>
        </p>
        <div className="flex shrink-0 items-center gap-1">{action}</div>
      </div>
    </section>
  )
}

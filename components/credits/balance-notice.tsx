'use client'

import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Credits } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import type { BalanceView } from '@/lib/balance-view'
import { useBalance } from './balance-provider'
import { crossingOf } from './crossing'
import { NoticeBar, NoticeLink } from './notice-bar'
import { SuspendedNotice } from './suspended-notice'
import { useDismissal } from './use-dismissal'

type BalanceNoticeProps = {
  /** What is said of an unpaid renewal, and whether that is why the account is suspended. */
  unpaid?: { notice: ReactNode; suspends: boolean } | undefined
}

/**
 * What is wrong with the account, or soon will be: suspended, a renewal unpaid, owed, running low. One thing at a time, the
 * worst first; nothing when all is well.
 */
export function BalanceNotice({ unpaid }: BalanceNoticeProps) {
  const { balance } = useBalance()
  // Always there: what comes into it later is read out.
  return <div aria-live="polite">{noticeOf(balance, unpaid)}</div>
}

function noticeOf(balance: BalanceView, unpaid: BalanceNoticeProps['unpaid']): ReactNode {
  if (unpaid && (unpaid.suspends || !balance.frozen)) return unpaid.notice
  if (balance.frozen) return <SuspendedNotice causes={balance.suspendedFor} />
  if (balance.debt > 0)
    return (
      <NoticeBar
        label="About your balance"
        tone="danger"
        title={
          <>
            You owe <Credits amount={balance.debt} />
          </>
        }
        action={<NoticeLink href="/billing#buy">Top up</NoticeLink>}
      >
        More was spent than was paid for. The next credits repay it first.
      </NoticeBar>
    )
  const crossing = crossingOf(balance)
  return crossing && <RunningLow key={crossing} crossing={crossing} balance={balance} />
}

function RunningLow({ crossing, balance }: { crossing: string; balance: BalanceView }) {
  const [dismissed, dismiss] = useDismissal(balance.userId, crossing)
  if (dismissed) return null
  const left = balance.available + balance.held > 0
  return (
    <NoticeBar
      label="About your balance"
      tone="warn"
      title={left ? 'Credits are running low' : 'No credits are left'}
      action={
        <>
          <NoticeLink href="/billing#buy">Top up</NoticeLink>
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
      ) : balance.overage.on ? (
        'What you use now comes on the next invoice, up to your cap for overage.'
      ) : (
        'A top-up is there within seconds of paying, and does not expire.'
      )}
    </NoticeBar>
  )
}

'use client'

import Link from 'next/link'
import { Alert } from '@/components/ui/alert'
import { Credits } from '@/components/ui/amount'
import { useBalance } from './balance-provider'
import { meterTone } from './segments'

/** What is wrong with the balance, or soon will be: suspended, owed, running low. Nothing when all is well. */
export function BalanceNotice({ className }: { className?: string }) {
  const { balance } = useBalance()
  if (balance.frozen)
    return (
      <Alert tone="danger" title="Your account is suspended" className={className}>
        Your credits stay as they are, and nothing is charged meanwhile. Pay what is still open
        under{' '}
        <Link href="/billing" className="underline underline-offset-4">
          Billing
        </Link>
        , or write to us.
      </Alert>
    )
  if (balance.debt > 0)
    return (
      <Alert
        tone="danger"
        className={className}
        title={
          <>
            You owe <Credits amount={balance.debt} />
          </>
        }
      >
        Credits were spent whose payment was taken back. The next credits repay this first.
      </Alert>
    )
  const tone = meterTone(balance)
  if (tone === 'normal') return null
  return (
    <Alert
      tone="warn"
      className={className}
      title={
        tone === 'empty' ? 'No credits are left' : 'Less than a fifth of a month’s credits is left'
      }
    >
      A top-up is there within seconds of paying, and does not expire.
    </Alert>
  )
}

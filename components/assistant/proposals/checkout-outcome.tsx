import type { ReactNode } from 'react'
import { linkStyle } from '../cards/slip'

type Props = {
  outcome: { paid: 'pending' | 'paid' | 'failed' | 'expired'; url: string }
  /** What is so when it is paid. */
  paid: ReactNode
}

/** What has become of a payment page that was opened. */
export function CheckoutOutcome({ outcome, paid }: Props) {
  if (outcome.paid === 'paid') return <p>{paid}</p>
  if (outcome.paid === 'pending')
    return (
      <p>
        The payment page is open; nothing is charged before you pay there.{' '}
        <a href={outcome.url} className={linkStyle}>
          Go to it
        </a>
      </p>
    )
  return (
    <p>
      {outcome.paid === 'failed'
        ? 'The payment did not go through. Nothing was charged.'
        : 'The payment page has expired. Nothing was charged.'}
    </p>
  )
}

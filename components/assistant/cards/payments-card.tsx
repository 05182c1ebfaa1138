import Link from 'next/link'
import { paymentStatus } from '@/components/billing/statuses'
import { Money } from '@/components/ui/amount'
import { Badge } from '@/components/ui/badge'
import { formatDay } from '@/components/ui/date'
import type { OutputOf } from './output'
import { Slip, SlipLine, SlipLink, linkStyle } from './slip'

type Payment = OutputOf<'list_payments'>['payments'][number]

function Note({ payment }: { payment: Payment }) {
  const of = <span className="sr-only"> for {payment.what.quoted}</span>
  return (
    <>
      <span className="mt-0.5 flex flex-wrap items-center gap-x-3">
        {formatDay(payment.date)}
        <SlipLink to={payment.invoice}>Invoice{of}</SlipLink>
        <SlipLink to={payment.receipt}>Receipt{of}</SlipLink>
      </span>
      {payment.whyItFailed && <span className="block text-danger">{payment.whyItFailed}</span>}
    </>
  )
}

export function PaymentsCard({ payments, older }: OutputOf<'list_payments'>) {
  return (
    <Slip
      title="Your payments"
      figure={
        older && (
          <Link href="/billing" className={`text-sm ${linkStyle}`}>
            All
          </Link>
        )
      }
    >
      {payments.length === 0 ? (
        <p className="py-2 text-soft">No payments yet.</p>
      ) : (
        <ul>
          {payments.map((payment, index) => {
            const { label, tone } = paymentStatus(payment.status)
            return (
              <SlipLine
                // oxlint-disable-next-line react/no-array-index-key -- a snapshot, never reordered
                key={index}
                what={payment.what.quoted}
                note={<Note payment={payment} />}
              >
                <Money minor={payment.amount.minor} currency={payment.amount.currency} />
                <span className="mt-1 block">
                  {payment.refunded ? (
                    <span className="text-xs text-soft">
                      <Money minor={-payment.refunded.minor} currency={payment.refunded.currency} />{' '}
                      refunded
                    </span>
                  ) : (
                    <Badge tone={tone}>{label}</Badge>
                  )}
                </span>
              </SlipLine>
            )
          })}
        </ul>
      )}
    </Slip>
  )
}

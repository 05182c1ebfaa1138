import type { PaymentView } from '@/lib/billing'
import { Money } from '@/components/ui/amount'
import { Badge } from '@/components/ui/badge'
import { formatDay } from '@/components/ui/date'
import { PaymentReturns } from './payment-returns'
import { paymentStatus } from './statuses'

const link = 'text-accent underline decoration-accent/35 underline-offset-4 hover:decoration-accent'

function Documents({ payment }: { payment: PaymentView }) {
  const { hostedInvoiceUrl, receiptUrl, description } = payment
  return (
    <span className="flex justify-end gap-4 max-sm:justify-start">
      {hostedInvoiceUrl && (
        <a href={hostedInvoiceUrl} target="_blank" rel="noreferrer" className={link}>
          Invoice<span className="sr-only"> for {description}</span>
        </a>
      )}
      {receiptUrl && (
        <a href={receiptUrl} target="_blank" rel="noreferrer" className={link}>
          Receipt<span className="sr-only"> for {description}</span>
        </a>
      )}
    </span>
  )
}

/** What was paid or tried, newest first. On a phone each payment is three short lines. */
export function PaymentList({ payments }: { payments: PaymentView[] }) {
  return (
    <ul className="border-t border-rule">
      {payments.map((payment) => {
        const status = paymentStatus(payment.status)
        return (
          <li
            key={payment.id}
            id={payment.id}
            className="grid grid-cols-[1fr_auto] items-baseline gap-x-4 gap-y-0.5 border-b border-rule py-3 target:bg-accent-wash sm:grid-cols-[7rem_1fr_7rem_6rem_9rem]"
          >
            <span className="text-sm text-soft max-sm:row-start-2">
              {formatDay(payment.createdAt)}
            </span>
            <span className="min-w-0 max-sm:row-start-1">
              {payment.description}
              {payment.failureMessage && (
                <span className="block text-sm text-danger">{payment.failureMessage}</span>
              )}
              <PaymentReturns payment={payment} />
            </span>
            <span className="max-sm:row-start-2 max-sm:text-right">
              <Badge tone={status.tone}>{status.label}</Badge>
            </span>
            <span className="text-right max-sm:row-start-1">
              <Money minor={payment.amountMinor} currency={payment.currency} />
              {payment.refundedMinor > 0 && (
                <span className="block text-sm text-soft">
                  <Money minor={-payment.refundedMinor} currency={payment.currency} />
                </span>
              )}
            </span>
            <span className="text-sm max-sm:col-span-2">
              <Documents payment={payment} />
            </span>
          </li>
        )
      })}
    </ul>
  )
}

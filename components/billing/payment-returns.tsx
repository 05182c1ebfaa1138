import type { PaymentView } from '@/lib/billing'
import { Money } from '@/components/ui/amount'

/** What a refund is at, after its amount; one that went through needs no words, its amount stands beside the payment. */
const refundWords: Record<string, string> = {
  pending: 'is on its way back to you.',
  requires_action: 'waits for you: see the mail about it.',
  failed: 'could not be returned; your bank did not take it. Please write to us.',
  canceled: 'was stopped before it was returned.',
}

const disputeWords: Record<string, string> = {
  needs_response: 'is disputed until your bank has decided.',
  under_review: 'is disputed until your bank has decided.',
  won: 'was disputed; the bank left it with us.',
  lost: 'was disputed; the bank returned it to you.',
}

type Line = { id: string; amountMinor: number; words: string | undefined }

/** What happened to a payment's money afterwards, where it is not plain from the amounts. */
export function PaymentReturns({ payment }: { payment: PaymentView }) {
  const { refunds, disputes, currency } = payment
  const lines: Line[] = [
    ...refunds.map((refund) => ({ ...refund, words: refundWords[refund.status] })),
    ...disputes.map((dispute) => ({ ...dispute, words: disputeWords[dispute.status] })),
  ]
  return lines.map(
    ({ id, amountMinor, words }) =>
      words && (
        <span key={id} className="block text-sm text-soft">
          <Money minor={amountMinor} currency={currency} /> {words}
        </span>
      ),
  )
}

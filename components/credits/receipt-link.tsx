import type { Receipt } from '@/lib/billing/receipts'
import { formatMoney } from '@/lib/money'

const style =
  'text-accent underline decoration-accent/35 underline-offset-4 hover:decoration-accent'

/** To the receipt of the payment behind some credits, or to the payment where Stripe has given none yet. */
export function ReceiptLink({ receipt }: { receipt: Receipt }) {
  const text = `${formatMoney(receipt.amountMinor, receipt.currency)} receipt`
  return receipt.url ? (
    <a href={receipt.url} target="_blank" rel="noreferrer" className={style}>
      {text}
    </a>
  ) : (
    <a href={`/billing#${receipt.paymentId}`} className={style}>
      {formatMoney(receipt.amountMinor, receipt.currency)} payment
    </a>
  )
}

import 'server-only'
import { idOf, stripe } from '../stripe'

export type Attempts = {
  customer: string | null
  subscriptionId: string | null
  /** The card that paid in the end. */
  paidWith: string | null
  /** The cards that were tried and declined. */
  failed: ReadonlySet<string>
}

/** Reads which cards an invoice was tried with. */
export async function fetchAttempts(invoiceId: string): Promise<Attempts> {
  const invoice = await stripe().invoices.retrieve(invoiceId, { expand: ['payments'] })
  const failed = new Set<string>()
  let paidWith: string | null = null
  for (const { payment } of invoice.payments?.data ?? []) {
    const intentId = idOf(payment.payment_intent)
    if (!intentId) continue
    const [intent, charges] = await Promise.all([
      stripe().paymentIntents.retrieve(intentId),
      stripe().charges.list({ payment_intent: intentId, limit: 100 }),
    ])
    const last = intent.last_payment_error?.payment_method?.id
    if (last) failed.add(last)
    for (const { status, payment_method: card } of charges.data)
      if (status === 'failed' && card) failed.add(card)
    if (intent.status === 'succeeded') paidWith = idOf(intent.payment_method)
  }
  return {
    customer: idOf(invoice.customer),
    subscriptionId: idOf(invoice.parent?.subscription_details?.subscription),
    paidWith,
    failed,
  }
}

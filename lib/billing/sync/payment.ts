import 'server-only'
import { readAutoTopUp } from '../auto-topup/sync'
import { idOf, stripe } from '../stripe'
import { readCheckoutSession } from './checkout-session'
import type { Effect } from './effect'
import { readInvoice } from './subscription'

/**
 * Reads whatever a payment intent paid for, from the payment's side: an invoice, a checkout session, an automatic top-up. For
 * when the payment is all we know of it.
 */
export async function readPayment(paymentIntentId: string): Promise<Effect> {
  const payment = { type: 'payment_intent', payment_intent: paymentIntentId } as const
  const [paid] = (await stripe().invoicePayments.list({ payment, limit: 1 })).data
  const invoiceId = idOf(paid?.invoice)
  if (invoiceId) return readInvoice(invoiceId)
  const [session] = (
    await stripe().checkout.sessions.list({ payment_intent: paymentIntentId, limit: 1 })
  ).data
  if (session) return readCheckoutSession(session.id)
  const automatic = await readAutoTopUp(paymentIntentId)
  return automatic ?? (async () => `payment intent ${paymentIntentId} paid for nothing of ours`)
}

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { invoicePurchase } from './purchase-invoice'

type Session = Stripe.Checkout.Session

/** The debit of a session that was completed days ago has brought the money. */
export async function payDebitedSession(
  context: Context,
  session: Session,
  intent: Stripe.PaymentIntent,
): Promise<void> {
  const { store } = context
  const paid: Session = { ...session, payment_status: 'paid' }
  if (session.invoice_creation?.enabled && session.customer) {
    const customer = await store.get('customer', idOf(session.customer))
    paid.invoice = (await invoicePurchase(context, session, customer, intent)).id
  }
  await store.put(paid)
  await context.emit('checkout.session.async_payment_succeeded', paid)
}

/** It has not: the session stays unpaid for good. */
export async function failDebitedSession(context: Context, session: Session): Promise<void> {
  await context.emit('checkout.session.async_payment_failed', session)
}

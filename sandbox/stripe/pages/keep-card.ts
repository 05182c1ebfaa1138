import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { chargeFromNowOn } from '../engine/default-card'
import { attachMethod } from '../engine/methods'
import { idOf } from '../objects'

/**
 * A card that paid a subscription's invoice by hand takes the place of the one that did not: the subscription's own
 * where it has one, the customer's otherwise.
 */
export async function keepCard(
  context: Context,
  invoice: Stripe.Invoice,
  intent: Stripe.PaymentIntent,
): Promise<void> {
  const { store } = context
  if (!invoice.customer || !intent.payment_method) return
  const customer = idOf(invoice.customer)
  const method = await store.get('payment_method', idOf(intent.payment_method))
  await attachMethod(context, method, customer)
  const reference = invoice.parent?.subscription_details?.subscription
  if (!reference) return
  const subscription = await store.get('subscription', idOf(reference))
  const own = subscription.default_payment_method ? subscription.id : undefined
  await chargeFromNowOn(context, customer, method.id, own)
}

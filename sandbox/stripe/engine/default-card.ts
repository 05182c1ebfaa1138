import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'

export const endedStatuses = new Set<string>(['canceled', 'incomplete_expired'])

/** Stripe charges the subscription's card, then the customer's: which of them is it here? */
export async function cardOfSubscription(
  { store }: Context,
  subscription: Stripe.Subscription,
): Promise<string | undefined> {
  if (subscription.default_payment_method) return idOf(subscription.default_payment_method)
  const customer = await store.get('customer', idOf(subscription.customer))
  const own = customer.invoice_settings.default_payment_method
  return own ? idOf(own) : undefined
}

/** Whether the card of its own is what its last invoice waits for. */
async function failedByItsOwnCard(
  { store }: Context,
  subscription: Stripe.Subscription,
): Promise<boolean> {
  if (!subscription.default_payment_method || !subscription.latest_invoice) return false
  const invoice = await store.get('invoice', idOf(subscription.latest_invoice))
  return invoice.status === 'open' && invoice.attempted
}

/**
 * From now on this card is charged: as the customer's default, and in the place of a subscription's own card that has
 * failed, which would otherwise be tried again. One subscription alone when it is named.
 */
export async function chargeFromNowOn(
  context: Context,
  customerId: string,
  methodId: string,
  only?: string,
): Promise<void> {
  const { store, update } = context
  for (const subscription of await store.all('subscription', { customer: customerId })) {
    if (endedStatuses.has(subscription.status)) continue
    const wanted = only ? subscription.id === only : await failedByItsOwnCard(context, subscription)
    if (wanted)
      await update('customer.subscription.updated', subscription, {
        default_payment_method: methodId,
      })
  }
  if (only) return
  const customer = await store.get('customer', customerId)
  await update('customer.updated', customer, {
    invoice_settings: { ...customer.invoice_settings, default_payment_method: methodId },
  })
}

/** Whether something would be left without a card if this one went. */
export async function isCharged(
  { store }: Context,
  customerId: string,
  methodId: string,
): Promise<boolean> {
  const customer = await store.get('customer', customerId)
  const own = customer.invoice_settings.default_payment_method
  if (own && idOf(own) === methodId) return true
  const all = await store.all('subscription', {
    customer: customerId,
    default_payment_method: methodId,
  })
  return all.some(({ status }) => !endedStatuses.has(status))
}

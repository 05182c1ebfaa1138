import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'

/** The subscription's status after its invoice was paid, or was not. */
export async function followInvoice(context: Context, invoice: Stripe.Invoice): Promise<void> {
  const reference = invoice.parent?.subscription_details?.subscription
  if (!reference) return
  const subscription = await context.store.get('subscription', idOf(reference))
  const status = statusAfter(subscription.status, invoice)
  if (status !== subscription.status)
    await context.update('customer.subscription.updated', subscription, { status })
}

function statusAfter(
  status: Stripe.Subscription.Status,
  invoice: Stripe.Invoice,
): Stripe.Subscription.Status {
  if (invoice.status === 'paid')
    return status === 'incomplete' || status === 'past_due' || status === 'unpaid'
      ? 'active'
      : status
  if (invoice.attempt_count > 0 && status === 'active') return 'past_due'
  return status
}

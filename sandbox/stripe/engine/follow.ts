import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { applyUpdate, dropUpdate, isHeldBy } from './pending-updates'
import { cancelSubscription } from './cancel'
import { readRetryPolicy } from './retry-policy'

/** The subscription's status after its invoice was paid, was not, or was given up. */
export async function followInvoice(context: Context, invoice: Stripe.Invoice): Promise<void> {
  const reference = invoice.parent?.subscription_details?.subscription
  if (!reference) return
  const subscription = await context.store.get('subscription', idOf(reference))
  if (isHeldBy(subscription, invoice)) {
    if (invoice.status === 'paid') await applyUpdate(context, subscription)
    else if (invoice.status !== 'open') await dropUpdate(context, subscription)
    return
  }
  const status = await statusAfter(context, subscription.status, invoice)
  if (status === subscription.status) return
  if (status === 'canceled' || status === 'incomplete_expired')
    await cancelSubscription(context, subscription, 'payment_failed')
  else await context.update('customer.subscription.updated', subscription, { status })
}

async function statusAfter(
  context: Context,
  status: Stripe.Subscription.Status,
  invoice: Stripe.Invoice,
): Promise<Stripe.Subscription.Status> {
  switch (invoice.status) {
    case 'paid':
      return status === 'incomplete' || status === 'past_due' || status === 'unpaid'
        ? 'active'
        : status
    // Giving up on what is owed ends the dunning: https://docs.stripe.com/billing/subscriptions/overview
    case 'uncollectible':
      return status === 'past_due' ? 'active' : status
    case 'void':
      return status === 'incomplete' ? 'incomplete_expired' : status
    case 'open':
      if (invoice.attempt_count === 0 || (status !== 'active' && status !== 'past_due'))
        return status
      return isExhausted(invoice) ? (await readRetryPolicy(context)).end : 'past_due'
    default:
      return status
  }
}

/** No retry is to come, though there were some, or none are wanted. */
const isExhausted = ({ next_payment_attempt, auto_advance, billing_reason }: Stripe.Invoice) =>
  next_payment_attempt === null && auto_advance && billing_reason !== 'subscription_create'

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { voidInvoice } from './invoices'
import { dropUpdate } from './pending-updates'
import { closeScheduleOf } from './schedule-end'

/** Ends a subscription now. An open first invoice is void with it. */
export async function cancelSubscription(
  context: Context,
  running: Stripe.Subscription,
  reason: Stripe.Subscription.CancellationDetails.Reason = 'cancellation_requested',
  details: { comment?: string; feedback?: Stripe.Subscription.CancellationDetails.Feedback } = {},
): Promise<Stripe.Subscription> {
  const { store, now } = context
  const subscription = await dropUpdate(context, running)
  const known = subscription.cancellation_details
  const unpaidStart = subscription.status === 'incomplete'
  const ended: Stripe.Subscription = {
    ...subscription,
    status: unpaidStart ? 'incomplete_expired' : 'canceled',
    canceled_at: subscription.canceled_at ?? now,
    ended_at: now,
    cancellation_details: {
      comment: details.comment ?? known?.comment ?? null,
      feedback: details.feedback ?? known?.feedback ?? null,
      feedback_option: null,
      reason,
    },
  }
  await store.put(ended)
  if (unpaidStart && subscription.latest_invoice) {
    const invoice = await store.get('invoice', idOf(subscription.latest_invoice))
    if (invoice.status === 'open') await voidInvoice(context, invoice)
  }
  // The first payment never came: for Stripe that is an update, not a deletion.
  if (unpaidStart)
    await context.emit('customer.subscription.updated', ended, { status: subscription.status })
  else await context.emit('customer.subscription.deleted', ended)
  await closeScheduleOf(context, ended, reason === 'payment_failed')
  return ended
}

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { cancelSubscription } from '../engine/cancel'
import { billCancellation } from '../engine/cancel-bill'
import { releaseSchedule } from '../engine/schedule-end'
import { idOf } from '../objects'
import type { Visit } from './portal-view'

type Subscription = Stripe.Subscription
type Feedback = Stripe.Subscription.CancellationDetails.Feedback
export type Details = { comment: string | null; feedback: Feedback | null }

/** What was planned for a subscription that is to end will not come. */
async function unscheduled(context: Context, subscription: Subscription): Promise<Subscription> {
  if (!subscription.schedule) return subscription
  const { store } = context
  await releaseSchedule(
    context,
    await store.get('subscription_schedule', idOf(subscription.schedule)),
  )
  return store.get('subscription', subscription.id)
}

/** As recorded: the portal sets `cancel_at`, and leaves `cancel_at_period_end` alone. */
async function endAtPeriod(
  context: Context,
  subscription: Subscription,
  { comment, feedback }: Details,
): Promise<void> {
  const free = await unscheduled(context, subscription)
  await context.update('customer.subscription.updated', free, {
    cancel_at: free.items.data[0]!.current_period_end,
    cancel_at_period_end: false,
    canceled_at: context.now,
    cancellation_details: {
      comment,
      feedback,
      feedback_option: null,
      reason: 'cancellation_requested',
    },
  })
}

async function endNow(
  context: Context,
  subscription: Subscription,
  proration: string,
  { comment, feedback }: Details,
): Promise<void> {
  await billCancellation(context, subscription, {
    prorate: proration !== 'none',
    invoiceNow: proration === 'always_invoice',
  })
  const billed = await context.store.get('subscription', subscription.id)
  await cancelSubscription(context, billed, 'cancellation_requested', {
    comment: comment ?? undefined,
    feedback: feedback ?? undefined,
  })
}

/** The customer cancels, in the way the portal's configuration has it. */
export async function endSubscription(
  context: Context,
  { features }: Visit,
  subscription: Subscription,
  details: Details,
): Promise<void> {
  const { mode, proration_behavior } = features.subscription_cancel
  if (mode === 'immediately') await endNow(context, subscription, proration_behavior, details)
  // Pressed twice: the first time counts.
  else if (subscription.cancel_at === null) await endAtPeriod(context, subscription, details)
}

/** The customer takes the cancellation back. */
export async function renewAfterAll(context: Context, subscription: Subscription): Promise<void> {
  await context.update('customer.subscription.updated', subscription, {
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
  })
}

import 'server-only'
import { onBehalf, stripe } from '../stripe'
import { converge } from '../sync/converge'
import { readSubscription } from '../sync/subscription'
import { ownSubscription } from './current'
import { releaseSchedule } from './downgrade'

/** The running period of such a subscription is not paid for. */
const unpaid = new Set<string>(['past_due', 'unpaid', 'paused'])

/**
 * Cancels at the end of the period that is paid for: access and credits stay until then. One whose renewal was never paid ends
 * at once, and its open invoice is not collected any more. What was planned besides is forgotten. Throws `not_found` without a
 * subscription that runs.
 */
export async function cancelPlan(userId: string, id?: string): Promise<void> {
  const { subscription } = await ownSubscription(userId, id)
  // Under a schedule Stripe lets nobody else say when it ends.
  await onBehalf(releaseSchedule(subscription))
  await onBehalf(
    unpaid.has(subscription.status)
      ? stripe().subscriptions.cancel(subscription.id, { invoice_now: false, prorate: false })
      : stripe().subscriptions.update(subscription.id, { cancel_at_period_end: true }),
  )
  // Written at once instead of waiting for the event, which will only repeat it.
  await onBehalf(converge(() => readSubscription(subscription.id)))
}

/** Takes a cancellation back, by whichever way it was made: Stripe's portal leaves only a date (`cancel_at`). */
export async function resumePlan(userId: string, id?: string): Promise<void> {
  const { subscription } = await ownSubscription(userId, id)
  const { cancel_at_period_end: atPeriodEnd, cancel_at: cancelAt } = subscription
  if (cancelAt !== null) {
    // One that ends with its schedule has no other cancellation to take back.
    await onBehalf(releaseSchedule(subscription))
    await onBehalf(
      stripe().subscriptions.update(
        subscription.id,
        atPeriodEnd ? { cancel_at_period_end: false } : { cancel_at: '' },
      ),
    )
  }
  await onBehalf(converge(() => readSubscription(subscription.id)))
}

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { cancelSubscription } from './cancel'
import { previewInvoice } from './preview'
import { advanceDraft, turnPeriod } from './renewal'
import type { DueSource } from './timeline'

/** https://docs.stripe.com/billing/subscriptions/trials: three days before, or at once when the trial is shorter. */
const reminderSeconds = 3 * 86_400

/** The usual setting for upcoming renewals: https://docs.stripe.com/billing/subscriptions/webhooks */
const upcomingSeconds = 7 * 86_400

const renewing: Stripe.Subscription.Status[] = ['active', 'trialing', 'past_due', 'unpaid']

async function subscriptionsIn(
  { store }: Context,
  statuses: Stripe.Subscription.Status[],
): Promise<Stripe.Subscription[]> {
  const found: Stripe.Subscription[] = []
  for (const status of statuses) found.push(...(await store.all('subscription', { status })))
  return found
}

/** When the running period ends, unless the subscription ends by then. */
function turnOf({ items, cancel_at }: Stripe.Subscription): number | undefined {
  const end = items.data[0]?.current_period_end
  return end === undefined || (cancel_at !== null && cancel_at <= end) ? undefined : end
}

export const duePeriods: DueSource = async (context, until) =>
  (await subscriptionsIn(context, renewing)).flatMap((subscription) => {
    const at = turnOf(subscription)
    if (at === undefined || at > until) return []
    const run = async (then: Context) => void (await turnPeriod(then, subscription.id))
    return [{ at, id: subscription.id, run }]
  })

export const dueCancellations: DueSource = async (context, until) =>
  (await subscriptionsIn(context, [...renewing, 'paused'])).flatMap((subscription) => {
    const at = subscription.cancel_at
    if (at === null || at > until) return []
    const run = async (then: Context) => {
      const { reason } = subscription.cancellation_details ?? {}
      const { comment, feedback } = subscription.cancellation_details ?? {}
      await cancelSubscription(then, subscription, reason ?? 'cancellation_requested', {
        comment: comment ?? undefined,
        feedback: feedback ?? undefined,
      })
    }
    return [{ at, id: subscription.id, run }]
  })

export const dueTrialReminders: DueSource = async (context, until) => {
  const due = []
  for (const subscription of await subscriptionsIn(context, ['trialing'])) {
    const { id, trial_end, trial_start } = subscription
    if (trial_end === null) continue
    const at = Math.max(trial_end - reminderSeconds, trial_start ?? subscription.created)
    const hidden = await context.store.hidden('subscription', id)
    // A trial that was made longer is announced again.
    if (at > until || hidden.remindedOf === trial_end) continue
    const run = async (then: Context) => {
      await then.store.hide('subscription', id, { ...hidden, remindedOf: trial_end })
      await then.emit('customer.subscription.trial_will_end', subscription)
    }
    due.push({ at, id, run })
  }
  return due
}

/** What the next renewal will bill, some days before it; of a period that is shorter, at once. */
export const dueUpcoming: DueSource = async (context, until) => {
  const due = []
  for (const subscription of await subscriptionsIn(context, ['active', 'trialing', 'past_due'])) {
    const { id } = subscription
    const end = turnOf(subscription)
    if (end === undefined) continue
    const start = subscription.items.data[0]?.current_period_start ?? 0
    const at = Math.max(end - upcomingSeconds, start)
    const hidden = await context.store.hidden('subscription', id)
    if (at > until || hidden.upcomingOf === end) continue
    const run = async (then: Context) => {
      await then.store.hide('subscription', id, { ...hidden, upcomingOf: end })
      const request = { prorationBehavior: 'none' } as const
      await then.emit('invoice.upcoming', await previewInvoice(then, subscription, request))
    }
    due.push({ at, id, run })
  }
  return due
}

/** Drafts that finalize by themselves; they are tried at once. */
export const dueDrafts: DueSource = async (context, until) =>
  (await context.store.all('invoice', { status: 'draft', auto_advance: true })).flatMap((draft) => {
    const at = draft.automatically_finalizes_at
    if (at === null || at > until) return []
    return [{ at, id: draft.id, run: async (then) => void (await advanceDraft(then, draft)) }]
  })

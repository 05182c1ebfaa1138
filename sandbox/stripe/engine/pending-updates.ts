import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { voidInvoice } from './invoices'
import type { DueSource } from './timeline'

type Subscription = Stripe.Subscription

/** https://docs.stripe.com/billing/subscriptions/pending-updates-reference: or the period's or trial's end, if sooner. */
const lastsSeconds = 23 * 3_600

/** Keeps a change that is not paid yet; the subscription stays as it was. */
export async function holdUpdate(
  context: Context,
  before: Subscription,
  after: Subscription,
  invoice: Stripe.Invoice,
): Promise<Subscription> {
  const ends = before.items.data.map((item) => item.current_period_end)
  const moved = after.billing_cycle_anchor !== before.billing_cycle_anchor
  return context.update('customer.subscription.updated', before, {
    latest_invoice: invoice.id,
    pending_update: {
      billing_cycle_anchor: moved ? after.billing_cycle_anchor : null,
      cancel_at_period_end: null,
      discount: null,
      discounts: null,
      expires_at: Math.min(context.now + lastsSeconds, ...ends),
      metadata: null,
      subscription_items: after.items.data,
      trial_end: after.trial_end === before.trial_end ? null : after.trial_end,
      trial_from_plan: null,
    },
  })
}

/** Whether this invoice pays for a change that is not in force. */
export const isHeldBy = (subscription: Subscription, invoice: Stripe.Invoice): boolean =>
  subscription.pending_update !== null &&
  subscription.latest_invoice !== null &&
  idOf(subscription.latest_invoice) === invoice.id

/** The invoice is paid: the change takes effect. */
export async function applyUpdate(context: Context, before: Subscription): Promise<Subscription> {
  const {
    billing_cycle_anchor: anchor,
    subscription_items: items,
    trial_end: trialEnd,
  } = before.pending_update!
  const resumes = before.status === 'paused'
  const after = await context.update('customer.subscription.updated', before, {
    pending_update: null,
    ...(resumes && { status: 'active' }),
    ...(items && { items: { ...before.items, data: items } }),
    ...(anchor !== null && { billing_cycle_anchor: anchor }),
    ...(trialEnd !== null && { trial_end: trialEnd }),
    ...(trialEnd !== null && trialEnd <= context.now && { status: 'active' }),
  })
  if (resumes) await context.emit('customer.subscription.resumed', after)
  await context.emit('customer.subscription.pending_update_applied', after)
  return after
}

/** Forgets a change that was never paid: its invoice is void. Answers the subscription as it is then. */
export async function dropUpdate(context: Context, before: Subscription): Promise<Subscription> {
  const { store } = context
  if (!before.pending_update) return before
  const invoice = await store.get('invoice', idOf(before.latest_invoice!))
  if (invoice.status === 'open') await voidInvoice(context, invoice)
  return context.update('customer.subscription.updated', before, { pending_update: null })
}

export const duePendingUpdates: DueSource = async ({ store }, until) =>
  (await store.all('subscription')).flatMap(({ id, pending_update, status }) => {
    if (!pending_update || pending_update.expires_at > until || status === 'canceled') return []
    const run = async (context: Context) => {
      const expired = await dropUpdate(context, await context.store.get('subscription', id))
      await context.emit('customer.subscription.pending_update_expired', expired)
    }
    return [{ at: pending_update.expires_at, id, run }]
  })

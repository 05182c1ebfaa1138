import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { advanceDraft } from './renewal'
import { createInvoice } from './invoices'
import { pendingLines } from './invoice-items'
import { nextPeriodEnd } from './periods'
import { discountAt } from './subscription-discount'
import { linesOf } from './subscription-object'

const lastsSeconds = 23 * 3_600

/**
 * Ends a pause with the invoice of the period that begins. The subscription is active again once that is paid:
 * https://docs.stripe.com/api/subscriptions/resume
 */
export async function resumeSubscription(
  context: Context,
  paused: Stripe.Subscription,
  anchorAt: 'now' | 'unchanged',
): Promise<Stripe.Subscription> {
  const { store, now } = context
  const anchor = anchorAt === 'now' ? now : paused.billing_cycle_anchor
  const recurring = paused.items.data[0]!.price.recurring!
  const data = paused.items.data.map((item) => ({
    ...item,
    current_period_start: now,
    current_period_end: nextPeriodEnd(anchor, recurring, now),
  }))
  const customer = await store.get('customer', idOf(paused.customer))
  const resumed = { ...paused, status: 'active', items: { ...paused.items, data } }
  const draft = await createInvoice(context, {
    customer,
    currency: paused.currency,
    lines: [
      ...(await pendingLines(context, customer.id, paused.id)),
      ...(await linesOf(context, resumed)),
    ],
    billingReason: 'subscription_cycle',
    subscription: resumed,
    discount: await discountAt(context, paused, now),
  })
  await context.update('customer.subscription.updated', paused, {
    latest_invoice: draft.id,
    pending_update: {
      billing_cycle_anchor: anchor,
      cancel_at_period_end: null,
      discount: null,
      discounts: null,
      expires_at: now + lastsSeconds,
      metadata: null,
      subscription_items: data,
      trial_end: null,
      trial_from_plan: null,
    },
  })
  await advanceDraft(context, draft)
  return store.get('subscription', paused.id)
}

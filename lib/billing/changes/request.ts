import 'server-only'
import type Stripe from 'stripe'
import { plans } from '@/lib/catalogue'
import { onBehalf } from '../stripe'
import { priceIdFor } from '../prices'
import type { Change } from './current'

/** The part of an upgrade that moves money: the preview and the change itself ask for exactly the same. */
export type UpgradeRequest = {
  items: { id: string; price?: string; deleted?: boolean }[]
  proration_behavior: 'always_invoice'
  proration_date: number
  /** An upgrade ends a trial: the new plan is paid for from now on. */
  trial_end?: 'now'
}

export async function upgradeRequest(
  { subscription, item, from, to }: Change,
  prorationDate: number,
): Promise<UpgradeRequest> {
  const price = await onBehalf(priceIdFor(plans[to.planKey].prices[to.interval].lookupKey))
  const others = subscription.items.data.filter(({ id }) => id !== item.id)
  // What else is billed monthly has no place beside a yearly plan.
  const dropped =
    to.interval === from.interval ? [] : others.map(({ id }) => ({ id, deleted: true }))
  return {
    items: [{ id: item.id, price }, ...dropped],
    proration_behavior: 'always_invoice',
    proration_date: prorationDate,
    ...(subscription.status === 'trialing' && { trial_end: 'now' as const }),
  }
}

/** The period that runs, of the item that sells the plan. */
export const periodOf = (item: Stripe.SubscriptionItem) => ({
  start: item.current_period_start,
  end: item.current_period_end,
})

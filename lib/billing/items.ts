import { z } from 'zod'
import { packKeys, packs, paidPlanKeys, plans, type Interval } from '@/lib/catalogue'

export const intervals = ['month', 'year'] as const satisfies readonly Interval[]

/**
 * What a client may ask to buy: keys of the catalogue. Strict, so a request that brings a price id, an amount or a
 * customer of its own is refused rather than quietly trimmed.
 */
export const checkoutItem = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('topup'), pack: z.enum(packKeys) }),
  z.strictObject({
    kind: z.literal('subscription'),
    plan: z.enum(paidPlanKeys),
    interval: z.enum(intervals),
    /** To begin with the plan's trial, where it has one and the user has had none. */
    trial: z.literal(true).optional(),
  }),
])

export type CheckoutItem = z.infer<typeof checkoutItem>

const intervalNames: Record<Interval, string> = { month: 'monthly', year: 'yearly' }

export const describePlan = (plan: keyof typeof plans, interval: Interval) =>
  `${plans[plan].name} plan, ${intervalNames[interval]}`

/** How an item is kept: the columns of `CheckoutAttempt` and the metadata on everything Stripe makes from it. */
export function itemRow(item: CheckoutItem) {
  return item.kind === 'topup'
    ? {
        kind: item.kind,
        itemKey: item.pack,
        interval: null,
        trial: false,
        lookupKey: packs[item.pack].lookupKey,
      }
    : {
        kind: item.kind,
        itemKey: item.plan,
        interval: item.interval,
        trial: item.trial ?? false,
        lookupKey: plans[item.plan].prices[item.interval].lookupKey,
      }
}

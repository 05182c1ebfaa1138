import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { debitsOf, type Debit } from './debits'
import type { LineInput } from './invoice-line'
import { periodBefore } from './periods'
import { discountShare, type ActiveDiscount } from './subscription-discount'
import { itemAmount } from './subscription-object'

type Item = Stripe.SubscriptionItem
export type ItemChange = { before?: Item; after?: Item }
/** A proration, with its item. */
export type Proration = LineInput & { item: NonNullable<LineInput['item']> }

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** As in Stripe's lines: `06 Nov 2026`. */
function dayOf(time: number): string {
  const date = new Date(time * 1000)
  const day = String(date.getUTCDate()).padStart(2, '0')
  return `${day} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/** The part of an amount for the seconds left; halves go away from zero. */
export function partOf(amount: number, left: number, whole: number): number {
  return whole <= 0 ? amount : Math.round((amount * left) / whole)
}

const metered = (item: Item | undefined) => item?.price.recurring?.usage_type === 'metered'

async function nameOf({ store }: Context, { price, quantity = 1 }: Item): Promise<string> {
  const { name } = await store.get('product', idOf(price.product))
  return quantity === 1 ? name : `${quantity} × ${name}`
}

const off = (discount: ActiveDiscount | undefined) =>
  discount?.coupon.percent_off ? ` (with ${discount.coupon.percent_off.toFixed(1)}% off)` : ''

async function creditOf(
  context: Context,
  subscription: Stripe.Subscription,
  item: Item,
  debit: Debit,
  at: number,
): Promise<Proration> {
  const { start, end } = debit.period
  return {
    amount: -partOf(debit.net, end - at, end - start),
    description: `Unused time on ${await nameOf(context, item)} after ${dayOf(at)}`,
    price: item.price,
    quantity: item.quantity ?? 1,
    period: { start: at, end },
    metadata: subscription.metadata,
    item: { id: item.id, subscription: subscription.id },
    proration: { credited: debit.credited, discounts: debit.discounts },
  }
}

async function chargeOf(
  context: Context,
  subscription: Stripe.Subscription,
  item: Item,
  at: number,
  discount: ActiveDiscount | undefined,
): Promise<Proration> {
  const end = item.current_period_end
  const start = periodBefore(subscription.billing_cycle_anchor, item.price.recurring!, end)
  const full = itemAmount(item.price, item.quantity)
  const net = full - discountShare(discount, full, subscription)
  return {
    amount: partOf(net, end - at, end - start),
    description: `Remaining time on ${await nameOf(context, item)}${off(discount)} after ${dayOf(at)}`,
    price: item.price,
    quantity: item.quantity ?? 1,
    period: { start: at, end },
    metadata: subscription.metadata,
    item: { id: item.id, subscription: subscription.id },
    proration: { credited: null, discounts: discount ? [discount.discount.id] : [] },
  }
}

/**
 * What is given back for the time left of the items as they were, and asked for them as they will be; counted in
 * seconds from `at`. Amounts are net of discounts, as `proration_discounts: 'included'` has it. Where the new period
 * begins now anyway (`restart`), only the credits.
 */
export async function prorate(
  context: Context,
  subscription: Stripe.Subscription,
  changes: ItemChange[],
  at: number,
  { discount, restart = false }: { discount?: ActiveDiscount; restart?: boolean },
): Promise<Proration[]> {
  // Nothing was paid for a trial, so nothing is given back, and its items cost nothing until it ends.
  if (subscription.status === 'trialing') return []
  const debits = await debitsOf(
    context,
    subscription,
    changes.flatMap(({ before }) => before ?? []),
  )
  const lines: Proration[] = []
  for (const { before, after } of changes) {
    const debit = before && !metered(before) ? debits.get(before.id) : undefined
    if (before && debit) lines.push(await creditOf(context, subscription, before, debit, at))
    if (after && !restart && !metered(after))
      lines.push(await chargeOf(context, subscription, after, at, discount))
  }
  return lines
}

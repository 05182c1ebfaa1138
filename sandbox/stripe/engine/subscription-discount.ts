import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { amountOff } from './discounts'
import { itemAmount } from './subscription-object'

export type ActiveDiscount = { coupon: Stripe.Coupon; discount: Stripe.Discount }

/** The discount that applies to what the subscription bills at that time, in Unix seconds. */
export async function discountAt(
  { store }: Context,
  subscription: Stripe.Subscription,
  at: number,
): Promise<ActiveDiscount | undefined> {
  const [reference] = subscription.discounts
  if (!reference) return undefined
  const discount = await store.get('discount', idOf(reference))
  if (discount.end !== null && discount.end <= at) return undefined
  const { coupon } = await store.hidden('discount', discount.id)
  return { coupon, discount }
}

/** The discounts that stay after one was used: a coupon for once is spent by the first invoice it lowers. */
export const discountsAfter = (
  { discounts }: Stripe.Subscription,
  used: ActiveDiscount | undefined,
): Stripe.Subscription['discounts'] => (used && used.coupon.duration !== 'once' ? discounts : [])

/** What the discount takes off one item: a fixed amount is shared by all items in proportion. */
export function discountShare(
  active: ActiveDiscount | undefined,
  amount: number,
  { items }: Stripe.Subscription,
): number {
  if (!active || amount <= 0) return 0
  if (active.coupon.percent_off !== null || items.data.length < 2)
    return amountOff(active.coupon, amount)
  const total = items.data.reduce((sum, one) => sum + itemAmount(one.price, one.quantity), 0)
  const off = amountOff(active.coupon, Math.max(total, amount))
  return Math.min(amount, Math.round((off * amount) / Math.max(total, amount)))
}

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { invalidRequest } from '../errors'
import { longId } from '../ids'
import { idOf } from '../objects'
import { periodAfter } from './periods'

/** What a coupon takes off, in the currency's minor unit; never more than there is. */
export function amountOff(coupon: Stripe.Coupon, subtotal: number): number {
  const off =
    coupon.percent_off === null
      ? (coupon.amount_off ?? 0)
      : Math.round((subtotal * coupon.percent_off) / 100)
  return Math.min(off, subtotal)
}

/** Splits a discount over lines in proportion; the last one that costs something takes what rounding leaves. */
export function spread(off: number, amounts: number[]): number[] {
  const total = amounts.reduce((sum, amount) => sum + amount, 0)
  const last = amounts.findLastIndex((amount) => amount !== 0)
  let left = off
  return amounts.map((amount, index) => {
    const share = index === last ? left : total === 0 ? 0 : Math.floor((off * amount) / total)
    left -= share
    return share
  })
}

/** When a discount that began then ends, in Unix seconds; null for one that does not end by time. */
const endOf = (coupon: Stripe.Coupon, start: number): number | null =>
  coupon.duration === 'repeating' && coupon.duration_in_months !== null
    ? periodAfter(start, { interval: 'month', interval_count: coupon.duration_in_months })
    : null

/** A coupon put to use, kept nowhere. */
export const buildDiscount = (
  { now }: Pick<Context, 'now'>,
  coupon: Stripe.Coupon,
  values: Partial<Stripe.Discount>,
): Stripe.Discount => ({
  id: longId('di'),
  object: 'discount',
  checkout_session: null,
  customer: null,
  customer_account: null,
  end: endOf(coupon, now),
  invoice: null,
  invoice_item: null,
  promotion_code: null,
  source: { type: 'coupon', coupon: coupon.id },
  start: now,
  subscription: null,
  subscription_item: null,
  ...values,
})

export async function createDiscount(
  context: Context,
  coupon: Stripe.Coupon,
  values: Partial<Stripe.Discount>,
): Promise<Stripe.Discount> {
  const { store } = context
  await store.put({ ...coupon, times_redeemed: coupon.times_redeemed + 1 })
  if (values.promotion_code) {
    const code = await store.get('promotion_code', idOf(values.promotion_code))
    await store.put({ ...code, times_redeemed: code.times_redeemed + 1 })
  }
  const discount = await store.put(buildDiscount(context, coupon, values))
  await store.hide('discount', discount.id, { coupon })
  return discount
}

export type Usable = { coupon: Stripe.Coupon; promotionCode: Stripe.PromotionCode | null }

const usedUp = (one: { max_redemptions: number | null; times_redeemed: number }) =>
  one.max_redemptions !== null && one.times_redeemed >= one.max_redemptions

function checkCoupon(coupon: Stripe.Coupon, now: number): void {
  if (!coupon.valid || usedUp(coupon) || (coupon.redeem_by !== null && coupon.redeem_by <= now))
    throw invalidRequest(`Coupon ${coupon.id} is used up.`, {
      code: 'coupon_expired',
      param: 'coupon',
    })
}

/** The coupon of a `discounts` entry, by coupon id or promotion code id. */
export async function resolveDiscount(
  context: Context,
  { coupon, promotion_code }: { coupon?: string; promotion_code?: string },
): Promise<Usable> {
  const { store, now } = context
  if (promotion_code) {
    const code = await store.get('promotion_code', promotion_code, 'discounts[0][promotion_code]')
    return usePromotionCode(context, code)
  }
  if (!coupon)
    throw invalidRequest('Missing required param: discounts[0][coupon].', {
      code: 'parameter_missing',
      param: 'discounts[0][coupon]',
    })
  const found = await store.get('coupon', coupon, 'discounts[0][coupon]')
  checkCoupon(found, now)
  return { coupon: found, promotionCode: null }
}

export async function usePromotionCode(
  { store, now }: Context,
  code: Stripe.PromotionCode,
): Promise<Usable> {
  if (!code.active || usedUp(code) || (code.expires_at !== null && code.expires_at <= now))
    throw invalidRequest('This promotion code is no longer active.', {
      code: 'promotion_code_expired',
      param: 'promotion_code',
    })
  const coupon = await store.get('coupon', idOf(code.promotion.coupon!))
  checkCoupon(coupon, now)
  return { coupon, promotionCode: code }
}

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { longId } from '../ids'
import { idOf } from '../objects'
import { cancelIntent } from './cancel-intent'
import { amountOff, resolveDiscount, spread, type Usable } from './discounts'
import { exclusiveOf, inclusiveOf, taxesOf } from './taxes'
import type { DueSource } from './timeline'

export type LineOfSession = { price: Stripe.Price; quantity: number; taxRates: Stripe.TaxRate[] }

export async function buildLineItems(
  { store }: Context,
  lines: LineOfSession[],
): Promise<Stripe.LineItem[]> {
  return Promise.all(
    lines.map(async ({ price, quantity }) => {
      const product = await store.get('product', idOf(price.product))
      const subtotal = (price.unit_amount ?? 0) * quantity
      return {
        id: longId('li'),
        object: 'item',
        adjustable_quantity: null,
        amount_discount: 0,
        amount_subtotal: subtotal,
        amount_tax: 0,
        amount_total: subtotal,
        currency: price.currency,
        description: product.name,
        metadata: {},
        price,
        quantity,
      } satisfies Stripe.LineItem
    }),
  )
}

/** The discount on a session, if it has one. */
export async function discountOfSession(
  context: Context,
  session: Stripe.Checkout.Session,
): Promise<Usable | undefined> {
  const [entry] = session.discounts ?? []
  if (!entry) return undefined
  return resolveDiscount(context, {
    ...(entry.promotion_code ? { promotion_code: idOf(entry.promotion_code) } : {}),
    ...(entry.coupon ? { coupon: idOf(entry.coupon) } : {}),
  })
}

/** Puts a discount on a session, or takes it off, and counts again. */
export async function priceSession(
  context: Context,
  session: Stripe.Checkout.Session,
  usable: Usable | undefined,
): Promise<Stripe.Checkout.Session> {
  const { store } = context
  const hidden = await store.hidden('checkout.session', session.id)
  const subtotal = hidden.lineItems.reduce((sum, line) => sum + line.amount_subtotal, 0)
  const off = usable ? amountOff(usable.coupon, subtotal) : 0
  const shares = spread(
    off,
    hidden.lineItems.map((line) => line.amount_subtotal),
  )
  const customer = session.customer ? await store.get('customer', idOf(session.customer)) : null
  const taxes = hidden.lineItems.map((line, index) =>
    taxesOf(
      line.amount_subtotal - shares[index]!,
      hidden.taxRates?.[index] ?? hidden.defaultTaxRates ?? [],
      customer?.tax_exempt,
    ),
  )
  const lineItems = hidden.lineItems.map((line, index) => ({
    ...line,
    amount_discount: shares[index]!,
    amount_tax: inclusiveOf(taxes[index]!) + exclusiveOf(taxes[index]!),
    amount_total: line.amount_subtotal - shares[index]! + exclusiveOf(taxes[index]!),
  }))
  const trial = hidden.trialDays !== undefined || hidden.trialEnd !== undefined
  const priced: Stripe.Checkout.Session = {
    ...session,
    amount_subtotal: subtotal,
    amount_total: trial ? 0 : subtotal - off + exclusiveOf(taxes.flat()),
    discounts: usable
      ? [
          usable.promotionCode
            ? { coupon: null, promotion_code: usable.promotionCode.id }
            : { coupon: usable.coupon.id, promotion_code: null },
        ]
      : [],
    total_details: {
      amount_discount: off,
      amount_shipping: 0,
      amount_tax: trial ? 0 : inclusiveOf(taxes.flat()) + exclusiveOf(taxes.flat()),
    },
  }
  await store.put(priced)
  await store.hide('checkout.session', session.id, { ...hidden, lineItems })
  return priced
}

export async function expireSession(
  context: Context,
  session: Stripe.Checkout.Session,
): Promise<Stripe.Checkout.Session> {
  const expired: Stripe.Checkout.Session = { ...session, status: 'expired', url: null }
  const { paymentIntent } = await context.store.hidden('checkout.session', session.id)
  // A challenge still open in another tab must not pay for what cannot be had any more.
  if (paymentIntent)
    await cancelIntent(context, await context.store.get('payment_intent', paymentIntent), 'expired')
  await context.store.put(expired)
  await context.emit('checkout.session.expired', expired)
  return expired
}

export const dueSessionExpiries: DueSource = async ({ store }, until) =>
  (await store.all('checkout.session', { status: 'open' }))
    .filter((session) => session.expires_at <= until)
    .map((session) => ({
      at: session.expires_at,
      id: session.id,
      run: async (context) => void (await expireSession(context, session)),
    }))

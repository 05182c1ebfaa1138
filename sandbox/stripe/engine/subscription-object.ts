import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { longId, shortId } from '../ids'
import { idOf, listOf } from '../objects'
import type { LineInput } from './invoice-line'

export type ItemInput = { price: Stripe.Price; quantity: number; metadata?: Stripe.Metadata }
export type Period = { start: number; end: number }

/** The shape prices had before there were prices; still on each item. */
const planOf = (price: Stripe.Price): Stripe.Plan => ({
  id: price.id,
  object: 'plan',
  active: price.active,
  amount: price.unit_amount,
  amount_decimal: price.unit_amount_decimal,
  billing_scheme: price.billing_scheme,
  created: price.created,
  currency: price.currency,
  interval: price.recurring!.interval,
  interval_count: price.recurring!.interval_count,
  livemode: false,
  metadata: price.metadata,
  meter: price.recurring!.meter,
  nickname: price.nickname,
  product: price.product as string,
  tiers_mode: null,
  transform_usage: null,
  trial_period_days: null,
  usage_type: price.recurring!.usage_type,
})

export function buildItem(
  now: number,
  subscription: string,
  { price, quantity, metadata = {} }: ItemInput,
  period: Period,
): Stripe.SubscriptionItem {
  return {
    id: shortId('si'),
    object: 'subscription_item',
    billing_thresholds: null,
    created: now,
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [],
    metadata,
    plan: planOf(price),
    price,
    // Nobody says beforehand how much will be used.
    ...(price.recurring!.usage_type === 'metered' ? {} : { quantity }),
    subscription,
    tax_rates: [],
  }
}

/** The item at another price. */
export const withPrice = (
  item: Stripe.SubscriptionItem,
  price: Stripe.Price,
): Stripe.SubscriptionItem => ({ ...item, price, plan: planOf(price) })

export type SubscriptionInput = {
  customer: Stripe.Customer
  items: ItemInput[]
  period: Period
  values?: Partial<Stripe.Subscription>
}

export function buildSubscription(
  { now }: Context,
  { customer, items, period, values }: SubscriptionInput,
): Stripe.Subscription {
  const id = longId('sub')
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: now,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: 'charge_automatically',
    created: now,
    currency: items[0]!.price.currency,
    customer: customer.id,
    customer_account: null,
    days_until_due: null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: listOf(
      `/v1/subscription_items?subscription=${id}`,
      items.map((item) => buildItem(now, id, item, period)),
    ),
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: 'incomplete',
    test_clock: customer.test_clock ?? null,
    transfer_data: null,
    trial_end: null,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' },
    },
    trial_start: null,
    ...values,
  }
}

/** 1999, usd → `$19.99`; yen have no minor unit. */
export function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(amount / 10 ** digits)
}

/** What an item costs for a whole period, in the currency's minor unit. */
export function itemAmount(price: Stripe.Price, quantity = 1): number {
  return Math.round(Number(price.unit_amount ?? price.unit_amount_decimal ?? 0) * quantity)
}

/** What is used is billed afterwards, by its meter. */
const isLicensed = ({ price }: Stripe.SubscriptionItem) => price.recurring?.usage_type !== 'metered'

/** One invoice line per item that is paid ahead, for its present period, in Stripe's words. */
export async function linesOf(
  { store }: Context,
  subscription: Stripe.Subscription,
): Promise<LineInput[]> {
  const trial = subscription.status === 'trialing'
  return Promise.all(
    subscription.items.data.filter(isLicensed).map(async (item) => {
      const { price, quantity = 1 } = item
      const product = await store.get('product', idOf(price.product))
      const rate = `at ${money(price.unit_amount ?? 0, price.currency)} / ${price.recurring!.interval}`
      return {
        amount: trial ? 0 : itemAmount(price, quantity),
        description: trial
          ? `Trial period for ${product.name}`
          : `${quantity} × ${product.name} (${rate})`,
        price,
        quantity,
        period: { start: item.current_period_start, end: item.current_period_end },
        metadata: subscription.metadata,
        item: { id: item.id, subscription: subscription.id },
      }
    }),
  )
}

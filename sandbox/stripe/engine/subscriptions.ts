import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { invalidRequest } from '../errors'
import { defaultMethod, finalizeInvoice, markPaid, tryInvoice } from './collect'
import { createDiscount, type Usable } from './discounts'
import { followInvoice } from './follow'
import { incompleteFailure } from './incomplete'
import { createInvoice } from './invoices'
import { periodAfter } from './periods'
import { buildSubscription, linesOf, type ItemInput } from './subscription-object'

const daySeconds = 86_400

export type StartInput = {
  customer: Stripe.Customer
  items: ItemInput[]
  values?: Partial<Stripe.Subscription>
  trialDays?: number
  /** Unix seconds; `now` is no trial at all. */
  trialEnd?: number | 'now'
  cancelAt?: number | 'max_period_end' | 'min_period_end'
  cancelAtPeriodEnd?: boolean
  discount?: Usable
  /** The payment that Checkout has taken already. */
  paidBy?: Stripe.PaymentIntent
}
export type Started = { subscription: Stripe.Subscription; invoice: Stripe.Invoice }

export function checkItems(items: ItemInput[]): void {
  const [first] = items
  for (const { price } of items) {
    if (!price.recurring)
      throw invalidRequest(
        `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
        { param: 'items[0][price]' },
      )
    if (!price.active)
      throw invalidRequest(
        `The price specified is inactive. This field only accepts active prices.`,
        {
          param: 'items[0][price]',
        },
      )
    if (price.recurring.interval !== first!.price.recurring!.interval)
      throw invalidRequest('All prices on a subscription must have the same `recurring.interval`.')
    if (price.currency !== first!.price.currency)
      throw invalidRequest('All prices on a subscription must have the same `currency`.')
  }
}

function trialEndOf(now: number, { trialDays = 0, trialEnd }: StartInput): number | null {
  if (trialEnd !== undefined) return trialEnd === 'now' ? null : trialEnd
  return trialDays > 0 ? now + trialDays * daySeconds : null
}

/** An end that is known from the start. */
function scheduledEnd(
  now: number,
  { cancelAt, cancelAtPeriodEnd = false }: StartInput,
  end: number,
): Partial<Stripe.Subscription> {
  if (cancelAt === undefined && !cancelAtPeriodEnd) return {}
  return {
    cancel_at: typeof cancelAt === 'number' ? cancelAt : end,
    cancel_at_period_end: cancelAtPeriodEnd,
    canceled_at: now,
  }
}

/** The subscription with its first invoice, finalized. It is active only once that is paid, or nothing is owed. */
export async function startSubscription(context: Context, input: StartInput): Promise<Started> {
  const { store, now } = context
  const { customer, items, discount: usable } = input
  checkItems(items)
  const recurring = items[0]!.price.recurring!
  const trialEnd = trialEndOf(now, input)
  const end = trialEnd ?? periodAfter(now, recurring)
  const draft = buildSubscription(context, {
    customer,
    items,
    period: { start: now, end },
    values: {
      ...input.values,
      ...scheduledEnd(now, input, end),
      ...(trialEnd
        ? {
            status: 'trialing',
            trial_start: now,
            trial_end: trialEnd,
            billing_cycle_anchor: trialEnd,
          }
        : {}),
    },
  })
  const discount = usable
    ? {
        coupon: usable.coupon,
        discount: await createDiscount(context, usable.coupon, {
          customer: customer.id,
          subscription: draft.id,
          promotion_code: usable.promotionCode?.id ?? null,
        }),
      }
    : undefined
  // The first invoice spends a coupon for once, unless it is a trial's and costs nothing.
  if (discount && (trialEnd || usable?.coupon.duration !== 'once'))
    draft.discounts = [discount.discount.id]
  await store.put(draft)
  const invoice = await createInvoice(context, {
    customer,
    currency: draft.currency,
    lines: await linesOf(context, draft),
    billingReason: 'subscription_create',
    subscription: draft,
    discount,
  })
  const subscription = { ...draft, latest_invoice: invoice.id }
  await context.create('customer.subscription.created', subscription)
  const open = await finalizeInvoice(context, invoice, input.paidBy)
  const settled = open.amount_due === 0 || input.paidBy ? await markPaid(context, open) : open
  if (settled.status === 'paid') await followInvoice(context, settled)
  return { subscription: await store.get('subscription', subscription.id), invoice: settled }
}

type PaymentBehavior = 'allow_incomplete' | 'default_incomplete' | 'error_if_incomplete'

/** The first attempt to be paid for a subscription made over the API. */
export async function collectFirst(
  context: Context,
  { subscription, invoice }: Started,
  customer: Stripe.Customer,
  behavior: PaymentBehavior,
  offSession: boolean,
): Promise<Stripe.Subscription> {
  if (invoice.status === 'paid' || behavior === 'default_incomplete') return subscription
  const method = await defaultMethod(context, customer, subscription)
  const tried = await tryInvoice(context, invoice, method.id, { offSession })
  if (tried.invoice.status !== 'paid' && behavior === 'error_if_incomplete')
    throw incompleteFailure(tried.intent)
  await followInvoice(context, tried.invoice)
  return context.store.get('subscription', subscription.id)
}

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { createDiscount, resolveDiscount } from '../engine/discounts'
import type { ChangeRequest } from '../engine/plan-change'
import { trialSettings } from '../engine/trials'
import { invalidRequest } from '../errors'
import { given, mergeMetadata } from '../merge'
import { idOf } from '../objects'
import type { ChangeParams, UpdateParams } from './subscription-params'
import { automaticTax, readTaxRates } from './tax-rates'

type Subscription = Stripe.Subscription

/** Seconds of a day, five years of which is as long as a trial can be. */
const longestTrialSeconds = 730 * 86_400

export async function checkMethod(
  { store }: Context,
  id: string | null | undefined,
  customer: string,
): Promise<void> {
  if (!id) return
  const method = await store.get('payment_method', id, 'default_payment_method')
  if (method.customer !== customer)
    throw invalidRequest(
      `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
      { code: 'resource_missing', param: 'default_payment_method' },
    )
}

/** A trial's end as it is kept: nothing for a trial that is over at once. */
export function checkTrialEnd(
  { now }: Pick<Context, 'now'>,
  end: number | 'now' | undefined,
): number | 'now' | undefined {
  if (typeof end !== 'number') return end
  if (end <= now)
    throw invalidRequest(
      `The parameter \`trial_end\` expects a unix timestamp representing a date and time in the future. You specified the value \`${end}\` which is in the past.`,
      { param: 'trial_end' },
    )
  if (end > now + longestTrialSeconds)
    throw invalidRequest('Invalid timestamp: can be no more than two years in the future', {
      code: 'invalid_request_error',
      param: 'trial_end',
    })
  return end
}

type EndParams = Pick<UpdateParams, 'cancel_at' | 'cancel_at_period_end' | 'cancellation_details'>

/** When it ends, from `cancel_at_period_end` or `cancel_at`; `null` takes an end back. */
export function endOf(
  { now }: Context,
  subscription: Subscription,
  { cancel_at: at, cancel_at_period_end: atEnd, cancellation_details: details }: EndParams,
): Partial<Subscription> {
  if (atEnd !== undefined && at != null)
    throw invalidRequest(
      'You may only specify one of these parameters: cancel_at, cancel_at_period_end.',
      { param: 'cancel_at' },
    )
  if (typeof at === 'number' && at <= now)
    throw invalidRequest('The `cancel_at` timestamp must be in the future.', { param: 'cancel_at' })
  const before = subscription.cancellation_details!
  if (atEnd === undefined && at === undefined)
    return details ? { cancellation_details: { ...before, ...given(details) } } : {}
  const ends = subscription.items.data.map((item) => item.current_period_end)
  const named = at === 'max_period_end' ? Math.max(...ends) : Math.min(...ends)
  const end = atEnd || typeof at === 'string' ? named : (at ?? null)
  const reason = end === null ? null : 'cancellation_requested'
  return {
    cancel_at: end,
    cancel_at_period_end: atEnd ?? false,
    canceled_at: end === null ? null : (subscription.canceled_at ?? now),
    cancellation_details:
      end === null
        ? { comment: null, feedback: null, feedback_option: null, reason }
        : { ...before, ...given(details ?? {}), reason },
  }
}

/** The prices and moments that a change asks for. */
export async function changeOf(
  context: Context,
  params: Omit<ChangeParams, 'cancel_at' | 'cancel_at_period_end'>,
  prefix = 'items',
): Promise<ChangeRequest> {
  const { items, proration_behavior, proration_date, billing_cycle_anchor, trial_end } = params
  const requested = items?.map(async ({ price, ...item }, index) => ({
    ...item,
    price: price
      ? await context.store.get('price', price, `${prefix}[${index}][price]`)
      : undefined,
  }))
  return {
    items: requested && (await Promise.all(requested)),
    prorationBehavior: proration_behavior ?? 'create_prorations',
    prorationDate: proration_date,
    anchor: billing_cycle_anchor?.type,
    trialEnd: checkTrialEnd(context, trial_end),
  }
}

async function discountsOf(
  context: Context,
  subscription: Subscription,
  discounts: UpdateParams['discounts'],
): Promise<Partial<Subscription>> {
  if (discounts === undefined) return {}
  const [wanted] = discounts ?? []
  if (!wanted) return { discounts: [] }
  const { coupon, promotionCode } = await resolveDiscount(context, wanted)
  const discount = await createDiscount(context, coupon, {
    customer: idOf(subscription.customer),
    subscription: subscription.id,
    promotion_code: promotionCode?.id ?? null,
  })
  return { discounts: [discount.id] }
}

/** What an update changes without moving money. */
export async function valuesOf(
  context: Context,
  subscription: Subscription,
  params: UpdateParams,
): Promise<Partial<Subscription>> {
  const { default_payment_method, description, payment_settings, trial_settings } = params
  await checkMethod(context, default_payment_method, idOf(subscription.customer))
  const saved = payment_settings?.save_default_payment_method
  const customer = await context.store.get('customer', idOf(subscription.customer))
  return {
    ...given({
      automatic_tax: automaticTax(customer, params.automatic_tax),
      default_payment_method,
      default_tax_rates: await readTaxRates(context, params.default_tax_rates),
      description,
    }),
    ...endOf(context, subscription, params),
    ...(await discountsOf(context, subscription, params.discounts)),
    ...(params.metadata !== undefined && {
      metadata: mergeMetadata(subscription.metadata, params.metadata),
    }),
    ...(saved && {
      payment_settings: { ...subscription.payment_settings!, save_default_payment_method: saved },
    }),
    ...(trial_settings && {
      trial_settings: trialSettings(trial_settings.end_behavior.missing_payment_method),
    }),
  }
}

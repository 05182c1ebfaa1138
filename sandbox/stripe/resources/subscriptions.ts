import type { Stripe } from 'stripe'
import { z } from 'zod'
import type { Context } from '../context'
import { cancelSubscription } from '../engine/cancel'
import { resolveDiscount } from '../engine/discounts'
import type { ItemInput } from '../engine/subscription-object'
import { collectFirst, startSubscription } from '../engine/subscriptions'
import { invalidRequest } from '../errors'
import { given, mergeMetadata } from '../merge'
import { bool, clearable, int, metadata, pagination, range, text } from '../params'
import { route } from '../route'
import { liveCustomer } from './customers'

const saveMethod = z
  .strictObject({ save_default_payment_method: z.enum(['off', 'on_subscription']).optional() })
  .optional()

const createParams = {
  customer: text,
  items: z
    .array(z.strictObject({ price: text, quantity: int.optional(), metadata: metadata.optional() }))
    .min(1),
  cancel_at_period_end: bool.optional(),
  collection_method: z.enum(['charge_automatically']).optional(),
  default_payment_method: text.optional(),
  description: text.optional(),
  discounts: z
    .array(z.strictObject({ coupon: text.optional(), promotion_code: text.optional() }))
    .max(1)
    .optional(),
  metadata: metadata.optional(),
  off_session: bool.optional(),
  payment_behavior: z
    .enum(['allow_incomplete', 'default_incomplete', 'error_if_incomplete'])
    .optional(),
  payment_settings: saveMethod,
  trial_period_days: int.optional(),
}

async function checkMethod({ store }: Context, id: string | null | undefined, customer: string) {
  if (!id) return
  const method = await store.get('payment_method', id, 'default_payment_method')
  if (method.customer !== customer)
    throw invalidRequest(
      `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
      { code: 'resource_missing', param: 'default_payment_method' },
    )
}

function checkLive(subscription: Stripe.Subscription): void {
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired')
    throw invalidRequest(
      'A canceled subscription can only update its cancellation_details and metadata.',
      { code: 'invalid_canceled_subscription_fields' },
    )
}

/** Dates of the end, from `cancel_at_period_end` or `cancel_at`. */
function endOf(
  { now }: Context,
  subscription: Stripe.Subscription,
  params: { cancel_at_period_end?: boolean; cancel_at?: number | null },
): Partial<Stripe.Subscription> {
  const { cancel_at_period_end: atEnd, cancel_at: at } = params
  if (atEnd !== undefined && at != null)
    throw invalidRequest('Cannot set both `cancel_at_period_end` and `cancel_at`.')
  if (atEnd === undefined && at === undefined) return {}
  const end = atEnd ? subscription.items.data[0]!.current_period_end : (at ?? null)
  return {
    cancel_at: end,
    cancel_at_period_end: atEnd ?? false,
    canceled_at: end === null ? null : (subscription.canceled_at ?? now),
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      reason: end === null ? null : 'cancellation_requested',
    },
  }
}

export const subscriptionRoutes = [
  route('POST', '/subscriptions', createParams, async (context, params) => {
    const customer = await liveCustomer(context, params.customer, 'customer')
    await checkMethod(context, params.default_payment_method, customer.id)
    const items: ItemInput[] = await Promise.all(
      params.items.map(async ({ price, quantity = 1, metadata: own }, index) => ({
        price: await context.store.get('price', price, `items[${index}][price]`),
        quantity,
        metadata: mergeMetadata({}, own),
      })),
    )
    const [discount] = params.discounts ?? []
    const started = await startSubscription(context, {
      customer,
      items,
      trialDays: params.trial_period_days,
      discount: discount ? await resolveDiscount(context, discount) : undefined,
      values: {
        ...given({
          cancel_at_period_end: params.cancel_at_period_end,
          default_payment_method: params.default_payment_method,
          description: params.description,
        }),
        metadata: mergeMetadata({}, params.metadata),
        payment_settings: {
          payment_method_options: null,
          payment_method_types: null,
          save_default_payment_method:
            params.payment_settings?.save_default_payment_method ?? 'off',
        },
      },
    })
    const behavior = params.payment_behavior ?? 'allow_incomplete'
    return collectFirst(context, started, customer, behavior, params.off_session ?? false)
  }),
  route('GET', '/subscriptions/:id', {}, ({ store }, _params, { id = '' }) =>
    store.get('subscription', id),
  ),
  route(
    'POST',
    '/subscriptions/:id',
    {
      cancel_at: clearable(int).optional(),
      cancel_at_period_end: bool.optional(),
      default_payment_method: clearable(text).optional(),
      description: clearable(text).optional(),
      metadata: metadata.optional(),
      payment_settings: saveMethod,
    },
    async (context, { metadata: own, payment_settings, ...params }, { id = '' }) => {
      const subscription = await context.store.get('subscription', id)
      const { cancel_at, cancel_at_period_end, ...plain } = params
      const rest = { ...plain, ...given({ cancel_at, cancel_at_period_end }) }
      if (Object.values(rest).some((value) => value !== undefined)) checkLive(subscription)
      await checkMethod(context, plain.default_payment_method, subscription.customer as string)
      return context.update('customer.subscription.updated', subscription, {
        ...given(plain),
        ...endOf(context, subscription, { cancel_at, cancel_at_period_end }),
        metadata: mergeMetadata(subscription.metadata, own),
        ...(payment_settings?.save_default_payment_method
          ? { payment_settings: { ...subscription.payment_settings!, ...payment_settings } }
          : {}),
      })
    },
  ),
  route(
    'DELETE',
    '/subscriptions/:id',
    {
      cancellation_details: z
        .strictObject({ comment: text.optional(), feedback: text.optional() })
        .optional(),
      invoice_now: bool.optional(),
      prorate: bool.optional(),
    },
    async (context, { cancellation_details }, { id = '' }) => {
      const subscription = await context.store.get('subscription', id)
      checkLive(subscription)
      return cancelSubscription(
        context,
        subscription,
        'cancellation_requested',
        cancellation_details,
      )
    },
  ),
  route(
    'GET',
    '/subscriptions',
    {
      ...pagination,
      created: range.optional(),
      customer: text.optional(),
      price: text.optional(),
      status: text.optional(),
    },
    ({ store }, { customer, price, status, ...page }) => {
      const match = given({
        customer,
        status: status === 'all' || status === 'ended' ? undefined : status,
        items: price ? { data: [{ price: { id: price } }] } : undefined,
      })
      const ended = [{ status: 'canceled' }, { status: 'incomplete_expired' }]
      const wanted = status === 'ended' ? ended.map((one) => ({ ...match, ...one })) : match
      // Without a status, what has ended stays out.
      const unless = status === undefined ? [{ status: 'canceled' }] : []
      return store.page('subscription', '/v1/subscriptions', page, wanted, unless)
    },
  ),
]

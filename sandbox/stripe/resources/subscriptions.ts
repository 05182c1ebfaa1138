import type { Stripe } from 'stripe'
import { z } from 'zod'
import type { Context } from '../context'
import { cancelSubscription } from '../engine/cancel'
import { billCancellation } from '../engine/cancel-bill'
import { resolveDiscount } from '../engine/discounts'
import { isMetered } from '../engine/metered-lines'
import type { ItemInput } from '../engine/subscription-object'
import { resumeSubscription } from '../engine/resume'
import { collectFirst, startSubscription } from '../engine/subscriptions'
import { trialSettings } from '../engine/trials'
import { updateSubscription } from '../engine/update-subscription'
import { invalidRequest, resourceMissing } from '../errors'
import { given, mergeMetadata } from '../merge'
import { idOf } from '../objects'
import { bool, int, pagination, range, text } from '../params'
import { route } from '../route'
import { liveCustomer } from './customers'
import { changeOf, checkMethod, checkTrialEnd, valuesOf } from './subscription-changes'
import { checkUpdate, isOver } from './subscription-checks'
import {
  cancellationDetails,
  createParams,
  prorationBehavior,
  updateParams,
  type CreateParams,
} from './subscription-params'
import { automaticTax, readTaxRates } from './tax-rates'

async function create(context: Context, params: CreateParams) {
  if (params.payment_behavior === 'pending_if_incomplete')
    throw invalidRequest(
      'Setting `payment_behavior` to `pending_if_incomplete` has no effect when creating a subscription.',
      { param: 'payment_behavior' },
    )
  const customer = await liveCustomer(context, params.customer, 'customer')
  await checkMethod(context, params.default_payment_method, customer.id)
  const items: ItemInput[] = await Promise.all(
    params.items.map(async ({ price: id, quantity, metadata: own }, index) => {
      const price = await context.store.get('price', id, `items[${index}][price]`)
      if (quantity !== undefined && isMetered(price))
        throw invalidRequest(
          `Quantity should not be specified where usage_type is \`metered\`. Remove quantity from \`items[${index}]\`.`,
          { param: `items[${index}][quantity]` },
        )
      return { price, quantity: quantity ?? 1, metadata: mergeMetadata({}, own) }
    }),
  )
  const [discount] = params.discounts ?? []
  const started = await startSubscription(context, {
    customer,
    items,
    trialDays: params.trial_period_days,
    trialEnd: checkTrialEnd(context, params.trial_end),
    cancelAt: params.cancel_at,
    cancelAtPeriodEnd: params.cancel_at_period_end,
    discount: discount ? await resolveDiscount(context, discount) : undefined,
    values: {
      ...given({
        automatic_tax: automaticTax(customer, params.automatic_tax),
        default_payment_method: params.default_payment_method,
        default_tax_rates: await readTaxRates(context, params.default_tax_rates),
        description: params.description,
      }),
      metadata: mergeMetadata({}, params.metadata),
      payment_settings: {
        payment_method_options: null,
        payment_method_types: null,
        save_default_payment_method: params.payment_settings?.save_default_payment_method ?? 'off',
      },
      trial_settings: trialSettings(params.trial_settings?.end_behavior.missing_payment_method),
    },
  })
  const behavior = params.payment_behavior ?? 'allow_incomplete'
  return collectFirst(context, started, customer, behavior, params.off_session ?? false)
}

export const subscriptionRoutes = [
  route('POST', '/subscriptions', createParams, create),
  route('GET', '/subscriptions/:id', {}, ({ store }, _params, { id = '' }) =>
    store.get('subscription', id),
  ),
  route('POST', '/subscriptions/:id', updateParams, async (context, params, { id = '' }) => {
    const subscription = await context.store.get('subscription', id)
    checkUpdate(subscription, params)
    return updateSubscription(context, subscription, {
      ...(await changeOf(context, params)),
      paymentBehavior: params.payment_behavior ?? 'allow_incomplete',
      offSession: params.off_session ?? false,
      values: await valuesOf(context, subscription, params),
    })
  }),
  route(
    'DELETE',
    '/subscriptions/:id',
    {
      cancellation_details: cancellationDetails.optional(),
      invoice_now: bool.optional(),
      prorate: bool.optional(),
    },
    async (context, { cancellation_details: details, invoice_now, prorate }, { id = '' }) => {
      const subscription = await context.store.get('subscription', id)
      // What has ended is gone for this path, as recorded.
      if (isOver(subscription)) throw resourceMissing('subscription', id)
      await billCancellation(context, subscription, { prorate, invoiceNow: invoice_now })
      return cancelSubscription(
        context,
        await context.store.get('subscription', id),
        'cancellation_requested',
        { comment: details?.comment ?? undefined, feedback: details?.feedback ?? undefined },
      )
    },
  ),
  route('DELETE', '/subscriptions/:id/discount', {}, async (context, _params, { id = '' }) => {
    const subscription = await context.store.get('subscription', id)
    const [reference] = subscription.discounts
    if (!reference) throw resourceMissing('active discount for subscription', id)
    const { deleted: _, ...discount } = await context.store.get('discount', idOf(reference))
    await context.update('customer.subscription.updated', subscription, { discounts: [] })
    await context.emit('customer.discount.deleted', discount)
    return { ...discount, deleted: true } satisfies Stripe.DeletedDiscount
  }),
  route(
    'POST',
    '/subscriptions/:id/resume',
    {
      billing_cycle_anchor: z.strictObject({ type: z.enum(['now', 'unchanged']) }).optional(),
      payment_behavior: z
        .enum(['resume_on_payment_attempt', 'resume_on_payment_success'])
        .optional(),
      proration_behavior: prorationBehavior.optional(),
      proration_date: int.optional(),
    },
    async (context, { billing_cycle_anchor: anchor }, { id = '' }) => {
      const subscription = await context.store.get('subscription', id)
      if (isOver(subscription)) throw resourceMissing('subscription', id)
      if (subscription.status !== 'paused')
        throw invalidRequest('You can only resume a subscription if it is `paused`.')
      return resumeSubscription(context, subscription, anchor?.type ?? 'now')
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

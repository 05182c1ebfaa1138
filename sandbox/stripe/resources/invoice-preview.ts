import type { Stripe } from 'stripe'
import { z } from 'zod'
import type { Context } from '../context'
import { buildDiscount, resolveDiscount } from '../engine/discounts'
import { nextPeriodEnd } from '../engine/periods'
import { previewInvoice, previewStart, type PreviewRequest } from '../engine/preview'
import type { ActiveDiscount } from '../engine/subscription-discount'
import { buildSubscription } from '../engine/subscription-object'
import { checkItems } from '../engine/subscriptions'
import { invalidRequest } from '../errors'
import { idOf } from '../objects'
import { bool, clearable, int, metadata, text } from '../params'
import { route } from '../route'
import { liveCustomer } from './customers'
import { changeOf, checkTrialEnd } from './subscription-changes'
import { changeParams, discountParams, type ChangeParams } from './subscription-params'

const previewParams = {
  currency: text.optional(),
  customer: text.optional(),
  discounts: clearable(discountParams).optional(),
  preview_mode: z.enum(['next', 'recurring']).optional(),
  schedule: text.optional(),
  subscription: text.optional(),
  subscription_details: z
    .strictObject({
      ...changeParams,
      cancel_now: bool.optional(),
      metadata: metadata.optional(),
      start_date: int.optional(),
    })
    .optional(),
}
type Params = z.infer<z.ZodObject<typeof previewParams>>

async function discountOf(
  context: Context,
  { discounts }: Params,
): Promise<ActiveDiscount | undefined> {
  const [wanted] = discounts ?? []
  if (!wanted) return undefined
  const { coupon } = await resolveDiscount(context, wanted)
  return { coupon, discount: buildDiscount(context, coupon, {}) }
}

/** The subscription that is meant: by its id, by its schedule, or the customer's one that renews next. */
async function subscriptionOf({ store }: Context, { customer, schedule, subscription }: Params) {
  if (subscription) return store.get('subscription', subscription, 'subscription')
  if (schedule) {
    const { subscription: managed } = await store.get('subscription_schedule', schedule, 'schedule')
    if (managed) return store.get('subscription', idOf(managed))
    throw invalidRequest('The subscription schedule has no subscription.', { param: 'schedule' })
  }
  const live = (await store.all('subscription', { customer })).filter(
    ({ status }) => status === 'active' || status === 'trialing' || status === 'past_due',
  )
  const [next] = live.toSorted(
    (a, b) => a.items.data[0]!.current_period_end - b.items.data[0]!.current_period_end,
  )
  return next
}

function endsWithPeriod(
  { cancel_at, items }: Stripe.Subscription,
  { cancel_at: at, cancel_at_period_end: atEnd }: Partial<ChangeParams>,
): boolean {
  const end = items.data[0]!.current_period_end
  if (atEnd !== undefined) return atEnd
  const wanted = typeof at === 'string' ? end : at
  const last = wanted === undefined ? cancel_at : wanted
  return last !== null && last <= end
}

/** A subscription yet to be made: its items have no ids. */
async function previewNew(context: Context, params: Params) {
  const { store, now } = context
  const details = params.subscription_details ?? {}
  const customer = await liveCustomer(context, params.customer!, 'customer')
  const items = await Promise.all(
    (details.items ?? []).map(async ({ price = '', quantity = 1 }, index) => ({
      price: await store.get('price', price, `subscription_details[items][${index}][price]`),
      quantity,
    })),
  )
  checkItems(items)
  const wanted = checkTrialEnd(context, details.trial_end)
  const trial = typeof wanted === 'number' ? wanted : undefined
  const end = trial ?? nextPeriodEnd(now, items[0]!.price.recurring!, now)
  const draft = buildSubscription(context, {
    customer,
    items,
    period: { start: now, end },
    values: trial ? { status: 'trialing', trial_end: trial, trial_start: now } : {},
  })
  return previewStart(context, customer, draft, await discountOf(context, params))
}

export const invoicePreviewRoutes = [
  route('POST', '/invoices/create_preview', previewParams, async (context, params) => {
    const { customer, schedule, subscription, subscription_details: details = {} } = params
    if (!customer && !schedule && !subscription)
      throw invalidRequest(
        'You must pass at least one of `customer`, `subscription` or `schedule`.',
        { code: 'parameter_missing', param: 'customer' },
      )
    if (!subscription && !schedule && details.items) return previewNew(context, params)
    const found = await subscriptionOf(context, params)
    if (!found)
      throw invalidRequest(`No upcoming invoices for customer: ${customer}`, {
        code: 'invoice_upcoming_none',
      })
    const request: PreviewRequest = {
      ...(await changeOf(context, details, 'subscription_details[items]')),
      ends: endsWithPeriod(found, details),
      cancelNow: details.cancel_now ?? false,
      recurringOnly: params.preview_mode === 'recurring',
      discount: await discountOf(context, params),
    }
    return previewInvoice(context, found, request)
  }),
]

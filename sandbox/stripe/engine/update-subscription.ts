import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { defaultMethod, finalizeInvoice, markPaid, tryInvoice } from './collect'
import { refuseDraft } from './finalization'
import { followInvoice } from './follow'
import { buildInvoiceItem, pendingLines } from './invoice-items'
import { createInvoice } from './invoices'
import { incompleteFailure } from './incomplete'
import { dropUpdate, holdUpdate } from './pending-updates'
import { planChange, type ChangeRequest, type Plan } from './plan-change'
import { discountsAfter } from './subscription-discount'
import { endTrialUnpaid } from './trials'

type Subscription = Stripe.Subscription

export type PaymentBehavior =
  'allow_incomplete' | 'default_incomplete' | 'error_if_incomplete' | 'pending_if_incomplete'

export type UpdateRequest = ChangeRequest & {
  paymentBehavior: PaymentBehavior
  offSession: boolean
  /** What changes besides, and moves no money. */
  values: Partial<Subscription>
}

/** Writes the prorations down as invoice items, which the next invoice takes along. */
async function keepProrations(context: Context, before: Subscription, plan: Plan): Promise<void> {
  for (const proration of plan.prorations)
    await context.create(
      'invoiceitem.created',
      buildInvoiceItem(context, {
        ...proration,
        customer: idOf(before.customer),
        currency: before.currency,
        subscription: before.id,
        subscriptionItem: proration.item.id,
      }),
    )
}

async function draftOf(context: Context, before: Subscription, plan: Plan) {
  const { store } = context
  const customer = await store.get('customer', idOf(before.customer))
  return createInvoice(context, {
    customer,
    currency: before.currency,
    lines: [...(await pendingLines(context, customer.id, before.id)), ...plan.charges],
    billingReason: 'subscription_update',
    subscription: plan.after,
    discount: plan.charges.length > 0 ? plan.discount : undefined,
    prorationDate: plan.prorationDate,
  })
}

type Tried = { invoice: Stripe.Invoice; intent?: Stripe.PaymentIntent }

/** Asks for the money, unless the customer is to confirm the payment first. */
async function collect(
  context: Context,
  subscription: Subscription,
  draft: Stripe.Invoice,
  { paymentBehavior, offSession }: UpdateRequest,
): Promise<Tried> {
  let open = await finalizeInvoice(context, draft)
  refuseDraft(open)
  if (open.amount_due === 0) return { invoice: await markPaid(context, open) }
  // What is not in force, and what the customer is to confirm, is not dunned for.
  if (paymentBehavior === 'pending_if_incomplete' || paymentBehavior === 'default_incomplete')
    open = await context.store.put({ ...open, auto_advance: false })
  if (paymentBehavior === 'default_incomplete') return { invoice: open }
  const customer = await context.store.get('customer', idOf(subscription.customer))
  const method = await defaultMethod(context, customer, subscription)
  return tryInvoice(context, open, method.id, { offSession })
}

/** What changed of the subscription as a whole: with it, the event names no field that stayed. */
const changesOf = ({ after, discount, invoiceNow }: Plan): Partial<Subscription> => ({
  items: after.items,
  billing_cycle_anchor: after.billing_cycle_anchor,
  status: after.status,
  trial_start: after.trial_start,
  trial_end: after.trial_end,
  // Billed now, a coupon for once is spent; otherwise the next invoice spends it.
  ...(invoiceNow && discount && { discounts: discountsAfter(after, discount) }),
})

/** Takes effect once it is paid; until then the subscription is as it was. */
async function changeWhenPaid(
  context: Context,
  before: Subscription,
  plan: Plan,
  request: UpdateRequest,
): Promise<Subscription> {
  const draft = await draftOf(context, before, plan)
  const { invoice } = await collect(context, before, draft, request)
  if (invoice.status !== 'paid') return holdUpdate(context, before, plan.after, invoice)
  return context.update('customer.subscription.updated', before, {
    ...request.values,
    ...changesOf(plan),
    latest_invoice: invoice.id,
  })
}

/** Takes effect at once; who does not pay is past due. */
async function changeNow(
  context: Context,
  before: Subscription,
  plan: Plan,
  request: UpdateRequest,
): Promise<Subscription> {
  const draft = plan.invoiceNow ? await draftOf(context, before, plan) : undefined
  const after = await context.update('customer.subscription.updated', before, {
    ...request.values,
    ...changesOf(plan),
    ...(draft && { latest_invoice: draft.id }),
  })
  if (!draft) return after
  const tried = await collect(context, after, draft, request)
  if (tried.invoice.status !== 'paid' && request.paymentBehavior === 'error_if_incomplete')
    throw incompleteFailure(tried.intent!)
  await followInvoice(context, tried.invoice)
  const followed = await context.store.get('subscription', before.id)
  // A question to the customer is no failed attempt, yet what is in force is not paid.
  const owes = tried.invoice.status === 'open' && followed.status === 'active'
  return owes
    ? context.update('customer.subscription.updated', followed, { status: 'past_due' })
    : followed
}

/** Changes a subscription, and bills what the change costs, as the request says. */
export async function updateSubscription(
  context: Context,
  subscription: Subscription,
  request: UpdateRequest,
): Promise<Subscription> {
  const moves =
    request.items !== undefined || request.anchor === 'now' || request.trialEnd !== undefined
  if (!moves) return context.update('customer.subscription.updated', subscription, request.values)
  // A trial that somebody ends is over as one that ends by itself.
  if (request.trialEnd === 'now' && (await endTrialUnpaid(context, subscription)))
    return context.store.get('subscription', subscription.id)
  // Two changes cannot wait at once: the newer one takes the place of the older.
  const before = await dropUpdate(context, subscription)
  const current = { ...before, discounts: request.values.discounts ?? before.discounts }
  const plan = await planChange(context, current, request)
  await keepProrations(context, before, plan)
  return plan.invoiceNow && request.paymentBehavior === 'pending_if_incomplete'
    ? changeWhenPaid(context, before, plan, request)
    : changeNow(context, before, plan, request)
}

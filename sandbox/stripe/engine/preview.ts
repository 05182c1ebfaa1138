import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { StripeFailure } from '../errors'
import { longId } from '../ids'
import { idOf } from '../objects'
import { pendingLines } from './invoice-items'
import type { LineInput } from './invoice-line'
import { buildInvoice } from './invoice-object'
import { meteredLines } from './metered-lines'
import { nextPeriodEnd } from './periods'
import { planChange, type ChangeRequest, type Plan } from './plan-change'
import { prorate } from './proration'
import { atPhase } from './schedule-preview'
import { discountAt, type ActiveDiscount } from './subscription-discount'
import { linesOf } from './subscription-object'

type Subscription = Stripe.Subscription

export type PreviewRequest = ChangeRequest & {
  /** Whether the subscription ends with its period. */
  ends?: boolean
  cancelNow?: boolean
  /** Only what comes every period. */
  recurringOnly?: boolean
  /** Instead of the subscription's own. */
  discount?: ActiveDiscount
}

type Parts = { lines: LineInput[]; at: number; discount?: ActiveDiscount; prorationDate?: number }

/** Stripe's answer when there is nothing to bill any more. */
function nothingUpcoming(customer: string): StripeFailure {
  return new StripeFailure(404, {
    type: 'invalid_request_error',
    code: 'invoice_upcoming_none',
    message: `No upcoming invoices for customer: ${customer}`,
  })
}

/** The subscription in its next period, as the renewal will find it. */
async function renewed(context: Context, subscription: Subscription): Promise<Subscription> {
  const start = subscription.items.data[0]!.current_period_end
  const phased = await atPhase(context, subscription, start)
  const recurring = phased.items.data[0]!.price.recurring!
  const end = nextPeriodEnd(phased.billing_cycle_anchor, recurring, start)
  const data = phased.items.data.map((item) => ({
    ...item,
    current_period_start: start,
    current_period_end: end,
  }))
  const status = phased.status === 'trialing' ? 'active' : phased.status
  return { ...phased, status, items: { ...phased.items, data } }
}

function partsNow(context: Context, plan: Plan): Parts {
  return {
    lines: [...plan.prorations, ...plan.charges],
    at: context.now,
    discount: plan.charges.length > 0 ? plan.discount : undefined,
    prorationDate: plan.prorationDate,
  }
}

async function partsOf(
  context: Context,
  before: Subscription,
  request: PreviewRequest,
): Promise<Parts> {
  const date = request.prorationDate ?? context.now
  const all = before.items.data.map((item) => ({ before: item }))
  if (request.cancelNow) {
    const credited = request.prorationBehavior !== 'none'
    const lines = credited ? await prorate(context, before, all, date, {}) : []
    return { lines, at: context.now, prorationDate: date }
  }
  const plan = await planChange(context, before, request)
  if (plan.invoiceNow && !request.recurringOnly) return partsNow(context, plan)
  const at = plan.after.items.data[0]!.current_period_end
  if (request.ends) return { lines: plan.prorations, at, prorationDate: date }
  const next = [
    ...(await linesOf(context, await renewed(context, plan.after))),
    ...(await meteredLines(context, before)),
  ]
  return {
    lines: request.recurringOnly ? next : [...plan.prorations, ...next],
    at,
    discount: await discountAt(context, before, at),
    ...(plan.prorations.length > 0 && { prorationDate: date }),
  }
}

/** The invoice that the change would make, or the next one; kept nowhere. */
export async function previewInvoice(
  context: Context,
  subscription: Subscription,
  request: PreviewRequest,
): Promise<Stripe.Invoice> {
  const customer = await context.store.get('customer', idOf(subscription.customer))
  const parts = await partsOf(context, subscription, request)
  const waiting = request.recurringOnly
    ? []
    : await pendingLines(context, customer.id, subscription.id)
  const lines = [...waiting, ...parts.lines]
  if (lines.length === 0) throw nothingUpcoming(customer.id)
  return previewOf(
    context,
    { ...parts, lines, discount: request.discount ?? parts.discount },
    {
      customer,
      subscription,
    },
  )
}

/** The first invoice of a subscription that is not there yet. */
export async function previewStart(
  context: Context,
  customer: Stripe.Customer,
  draft: Subscription,
  discount?: ActiveDiscount,
): Promise<Stripe.Invoice> {
  const lines = [...(await pendingLines(context, customer.id)), ...(await linesOf(context, draft))]
  return previewOf(context, { lines, at: context.now, discount }, { customer, subscription: draft })
}

function previewOf(
  context: Context,
  { lines, at, discount, prorationDate }: Parts,
  { customer, subscription }: { customer: Stripe.Customer; subscription: Subscription },
): Stripe.Invoice {
  const invoice = buildInvoice(context, {
    id: `upcoming_${longId('in')}`,
    customer,
    currency: subscription.currency,
    lines,
    billingReason: 'upcoming',
    subscription,
    discount,
    prorationDate,
  })
  return { ...invoice, created: at, next_payment_attempt: at, period_end: at }
}

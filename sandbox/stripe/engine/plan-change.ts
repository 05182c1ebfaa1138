import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { invalidRequest } from '../errors'
import { periodAfter } from './periods'
import { prorate, type Proration } from './proration'
import { discountAt, type ActiveDiscount } from './subscription-discount'
import type { LineInput } from './invoice-line'
import { changeItems, type RequestedItem } from './subscription-items'
import { linesOf } from './subscription-object'

export type ProrationBehavior = 'always_invoice' | 'create_prorations' | 'none'

/** What of a change moves money or periods. */
export type ChangeRequest = {
  items?: RequestedItem[]
  prorationBehavior: ProrationBehavior
  /** Unix seconds; the moment of the change unless given. */
  prorationDate?: number
  anchor?: 'now' | 'unchanged'
  trialEnd?: number | 'now'
}

export type Plan = {
  /** The subscription as it will be. */
  after: Stripe.Subscription
  prorations: Proration[]
  /** Whole periods that begin now. */
  charges: LineInput[]
  invoiceNow: boolean
  /** What lowers the new prices. */
  discount?: ActiveDiscount
  /** Unix seconds. */
  prorationDate: number
}

const recurringOf = (subscription: Stripe.Subscription) =>
  subscription.items.data[0]!.price.recurring!

function sameInterval(a: Stripe.Subscription, b: Stripe.Subscription): boolean {
  const [one, other] = [recurringOf(a), recurringOf(b)]
  return one.interval === other.interval && one.interval_count === other.interval_count
}

function withPeriod(
  subscription: Stripe.Subscription,
  period: { start: number; end: number },
): Stripe.Subscription {
  const data = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: period.start,
    current_period_end: period.end,
  }))
  return { ...subscription, items: { ...subscription.items, data } }
}

function checkDate({ now }: Context, before: Stripe.Subscription, date: number | undefined): void {
  const item = before.items.data[0]!
  if (date === undefined) return
  if (date < item.current_period_start || date > Math.max(item.current_period_end, now))
    throw invalidRequest(
      'Cannot specify proration date outside of current subscription period or current phase.',
      { param: 'proration_date' },
    )
}

/** A trial from now on: what was paid for comes back, and nothing is asked for until it ends. */
async function planTrial(
  context: Context,
  before: Stripe.Subscription,
  changed: Stripe.Subscription,
  end: number,
  date: number,
): Promise<Plan> {
  const { now } = context
  const running = before.status === 'trialing'
  const after = withPeriod(
    {
      ...changed,
      status: 'trialing',
      trial_start: running ? before.trial_start : now,
      trial_end: end,
      billing_cycle_anchor: end,
    },
    { start: now, end },
  )
  const kept = before.items.data.map((item) => ({ before: item }))
  const prorations = await prorate(context, before, kept, date, { restart: true })
  return {
    after,
    prorations: running ? [] : prorations,
    charges: running ? [] : await linesOf(context, after),
    invoiceNow: !running,
    prorationDate: date,
  }
}

/** A new period that begins now: with another interval, a new anchor, or at a trial's early end. */
async function planRestart(
  context: Context,
  before: Stripe.Subscription,
  changed: Stripe.Subscription,
  date: number,
): Promise<Plan> {
  const { now } = context
  const endsTrial = before.status === 'trialing'
  const period = { start: now, end: periodAfter(now, recurringOf(changed)) }
  const after = withPeriod(
    {
      ...changed,
      billing_cycle_anchor: now,
      ...(endsTrial && { status: 'active', trial_end: now }),
    },
    period,
  )
  const all = before.items.data.map((item) => ({ before: item }))
  return {
    after,
    prorations: await prorate(context, before, all, date, { restart: true }),
    charges: await linesOf(context, after),
    invoiceNow: true,
    discount: await discountAt(context, before, now),
    prorationDate: date,
  }
}

/** What a change would bill, and what the subscription would be after it. Changes nothing. */
export async function planChange(
  context: Context,
  before: Stripe.Subscription,
  request: ChangeRequest,
): Promise<Plan> {
  const { now } = context
  checkDate(context, before, request.prorationDate)
  const date = request.prorationDate ?? now
  const { data, changes } = changeItems(context, before, request.items ?? [])
  const changed = { ...before, items: { ...before.items, data } }
  const { trialEnd } = request
  const trialing = before.status === 'trialing'
  const quiet = (plan: Plan): Plan =>
    request.prorationBehavior === 'none' ? { ...plan, prorations: [] } : plan
  if (typeof trialEnd === 'number')
    return quiet(await planTrial(context, before, changed, trialEnd, date))
  const restarts =
    (trialEnd === 'now' && trialing) ||
    request.anchor === 'now' ||
    (!trialing && !sameInterval(before, changed))
  if (restarts) return quiet(await planRestart(context, before, changed, date))
  const active = await discountAt(context, before, date)
  // A coupon for once lowers the next invoice; what waits for that is not lowered twice.
  const waits = request.prorationBehavior !== 'always_invoice'
  const discount = waits && active?.coupon.duration === 'once' ? undefined : active
  const prorations = await prorate(context, changed, changes, date, { discount })
  return quiet({
    after: changed,
    prorations,
    charges: [],
    invoiceNow: request.prorationBehavior === 'always_invoice' && prorations.length > 0,
    discount,
    prorationDate: date,
  })
}

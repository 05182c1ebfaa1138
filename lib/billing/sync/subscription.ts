import 'server-only'
import type Stripe from 'stripe'
import { pauseAllowance } from '@/lib/credits'
import type { Db } from '@/lib/db'
import { accessStatuses, policyOf } from '../access'
import { lockOwner, type Owner } from '../customer'
import type { SoldPlan } from '../prices'
import { writeOverage } from '../overage/sync'
import { lastOverage } from '../overage/kind'
import { fromUnix, fromUnixOrNull, idOf, stripe } from '../stripe'
import { dunningCases, wasDunned, writeDunning } from '../dunning/case'
import { DuplicateSubscription, duplicateMark } from './duplicate'
import { digestOf, readingBegins, type Effect } from './effect'
import { writeInvoice } from './invoice'
import { lineKey } from './grant-period'
import {
  fetchInvoice,
  fetchPlanLines,
  readingOf,
  type InvoiceReading,
  type PlanLine,
} from './invoice-reading'
import { mailPendingUpgrade } from './pending-mails'
import { writeCurrentPlan } from './plan'
import { sharedReadings } from './shared-reading'
import { writeTrial } from './trial-credits'
import { fetchWaiting, planItem, type Waiting } from './waiting'

type Reading = {
  subscription: Stripe.Subscription
  item: Stripe.SubscriptionItem
  sold: SoldPlan
  waiting: Waiting
  invoice: InvoiceReading | null
  /** Of a subscription that has ended: every period, or part of one, it was billed for. */
  billed: PlanLine[]
  readAt: Date
  digest: string
}

/**
 * Reads a subscription with its latest invoice and writes both: state, payment, credits, plan. Every event about either
 * runs this same convergence, so it does not matter which of them arrive, in which order, and how often.
 */
export const readSubscription: (id: string) => Promise<Effect> = sharedReadings(async (id) => {
  const readAt = await readingBegins()
  const expand = ['latest_invoice.payments']
  const subscription = await stripe().subscriptions.retrieve(id, { expand })
  const latest = subscription.latest_invoice
  return read(subscription, readAt, typeof latest === 'object' ? latest : null)
})

/** The same from an invoice's side, with that invoice in place of the latest. One without subscription is not ours. */
export const readInvoice: (id: string) => Promise<Effect> = sharedReadings(async (id) => {
  const readAt = await readingBegins()
  const invoice = await fetchInvoice(id)
  const subscription = invoice.invoice.parent?.subscription_details?.subscription
  if (!subscription) return writeApart(invoice, readAt)
  if (typeof subscription === 'string') throw new Error(`${subscription} was not read with ${id}`)
  return read(subscription, readAt, invoice)
})

/**
 * The same from an event about an invoice. Mostly that is the latest of its subscription, whose own events come in the same
 * moment: then one reading is the answer to all of them.
 */
export async function readInvoiceOf({ id, parent }: Stripe.Invoice): Promise<Effect> {
  const subscriptionId = idOf(parent?.subscription_details?.subscription)
  const effect = subscriptionId ? await readSubscription(subscriptionId) : null
  return effect?.of?.invoiceId === id ? effect : readInvoice(id)
}

/** An invoice outside any subscription: ours where it bills the last overage of a plan that has ended. */
function writeApart(reading: InvoiceReading, readAt: Date): Effect {
  const { id, customer, metadata } = reading.invoice
  if (metadata?.kind !== lastOverage) return async () => `invoice ${id} belongs to no subscription`
  return async (tx) => {
    const owner = await lockOwner(tx, customer)
    if (!owner) return `invoice ${id}: the customer is none of ours`
    return writeInvoice(tx, owner, reading, {
      duplicate: false,
      dunned: false,
      trialEnd: null,
      readAt,
    })
  }
}

/** The same for what is planned: a schedule that has been released names its subscription elsewhere. */
export async function readSchedule({
  id,
  subscription,
  released_subscription: released,
}: Pick<
  Stripe.SubscriptionSchedule,
  'id' | 'subscription' | 'released_subscription'
>): Promise<Effect> {
  const subscriptionId = idOf(subscription) ?? released
  if (!subscriptionId) return async () => `schedule ${id} has no subscription`
  return readSubscription(subscriptionId)
}

async function read(
  subscription: Stripe.Subscription,
  readAt: Date,
  about: Stripe.Invoice | InvoiceReading | null,
): Promise<Effect> {
  const { id } = subscription
  const plan = planItem(subscription.items.data)
  if (!plan) return async () => `subscription ${id} sells nothing of the catalogue`
  const [invoice, billed, waiting] = await Promise.all([
    about && 'object' in about ? readingOf(about) : about,
    subscription.ended_at === null ? [] : fetchPlanLines(id),
    fetchWaiting(subscription),
  ])
  const digest = digestOf([subscription, waiting, invoice, billed])
  const reading = { subscription, ...plan, waiting, invoice, billed, readAt, digest }
  const write: Effect = (tx) => writeAll(tx, reading)
  const invoiceId = invoice?.invoice.id ?? null
  return Object.assign(write, { of: { subscriptionId: id, invoiceId, digest, readAt } })
}

async function writeAll(tx: Db, reading: Reading): Promise<string> {
  const { subscription, invoice, billed, readAt } = reading
  const owner = await lockOwner(tx, subscription.customer)
  if (!owner) return `subscription ${subscription.id}: the customer is none of ours`
  const lines = [await writeSubscription(tx, owner, reading)]
  const cases = await dunningCases(tx, owner.userId, invoice?.invoice.id)
  if (invoice) {
    const duplicate = duplicateMark in subscription.metadata
    const dunned = wasDunned(cases, invoice.invoice.id)
    const trialEnd = fromUnixOrNull(subscription.trial_end)
    lines.push(await writeInvoice(tx, owner, invoice, { duplicate, dunned, trialEnd, readAt }))
  }
  await writeTrial(tx, owner, subscription, reading.sold)
  await endEarly(tx, owner, subscription, billed)
  const dunning = await writeDunning(tx, owner, { ...reading, cases }, readAt)
  if (dunning) lines.push(dunning)
  const overage = await writeOverage(tx, owner.userId, subscription, readAt)
  if (overage) lines.push(overage)
  lines.push(await writeCurrentPlan(tx, owner.userId))
  return lines.join('; ')
}

async function writeSubscription(
  tx: Db,
  owner: Owner,
  { subscription, item, sold, waiting, invoice, readAt, digest }: Reading,
): Promise<string> {
  const { id, status } = subscription
  const known = await tx.subscription.findMany({
    where: { userId: owner.userId, OR: [{ id }, { status: { in: accessStatuses } }] },
    orderBy: { createdAt: 'asc' },
  })
  const present = known.find((row) => row.id === id) ?? null
  if (present && present.syncedAt > readAt) return `subscription ${id} is newer than this reading`
  if (policyOf(status).access) {
    const other = known.find((row) => row.id !== id)
    const alreadyCounted = present !== null && policyOf(present.status).access !== null
    if (other && !alreadyCounted) throw new DuplicateSubscription(id, other.id)
  }
  const data = {
    userId: owner.userId,
    status,
    planKey: sold.planKey,
    interval: sold.interval,
    priceId: item.price.id,
    currentPeriodStart: fromUnix(item.current_period_start),
    currentPeriodEnd: fromUnix(item.current_period_end),
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    cancelAt: fromUnixOrNull(subscription.cancel_at),
    canceledAt: fromUnixOrNull(subscription.canceled_at),
    endedAt: fromUnixOrNull(subscription.ended_at),
    trialEnd: fromUnixOrNull(subscription.trial_end),
    itemId: item.id,
    ...waiting,
    createdAt: fromUnix(subscription.created),
    syncedAt: readAt,
    reading: digest,
  }
  await tx.subscription.upsert({ where: { id }, create: { id, ...data }, update: data })
  await mailPendingUpgrade(tx, owner, {
    subscriptionId: id,
    before: present,
    sold,
    waiting,
    latest: invoice?.invoice ?? null,
  })
  return `subscription ${id} is ${status} on ${sold.planKey}`
}

/**
 * A subscription that ended before a period it had paid for grants no further months of that period. Which invoice that
 * was is not known here: its latest may be a final bill, or one for a change of plan.
 */
async function endEarly(
  tx: Db,
  owner: Owner,
  subscription: Stripe.Subscription,
  billed: PlanLine[],
): Promise<void> {
  const endedAt = subscription.ended_at
  if (endedAt === null) return
  for (const { line } of billed)
    if (line.period.end > endedAt)
      await pauseAllowance(tx, { userId: owner.userId, sourceKey: lineKey(line.id) })
}

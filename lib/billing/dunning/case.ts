import 'server-only'
import type Stripe from 'stripe'
import type { DunningCase } from '@/prisma/generated/client'
import { plans } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { freeze, unfreeze } from '@/lib/credits'
import type { Db } from '@/lib/db'
import { policyOf } from '../access'
import type { Owner } from '../customer'
import { wantsConfirmation } from '../declines'
import type { SoldPlan } from '../prices'
import { fromUnix, fromUnixOrNull } from '../stripe'
import type { InvoiceReading } from '../sync/invoice-reading'
import { planItem } from '../sync/waiting'
import { mailRecovered, mailStage } from './mails'
import { stageOf, stages, type StageKey } from './stages'

type Reading = {
  subscription: Stripe.Subscription
  invoice: InvoiceReading | null
  sold: SoldPlan
}

type ClosedBy = 'paid' | 'void' | 'uncollectible' | 'canceled' | 'settled'

/**
 * Converges the cases of an unpaid renewal on what was read of a subscription and one of its invoices: opens one, moves it
 * on through the stages, closes it and undoes what it did. In the transaction that writes both; the caller holds the lock
 * on the owner. `null`: there is nothing to say.
 */
export async function writeDunning(
  tx: Db,
  owner: Owner,
  reading: Reading & { cases: DunningCase[] },
  readAt: Date,
): Promise<string | null> {
  const { subscription, invoice, cases } = reading
  const lines: string[] = []
  const over = inOrder.has(subscription.status) ? 'settled' : cancelledOnRequest(subscription)
  // Who has a plan in order, or has ended it, is not dunned for an older invoice: the month it was for was never had.
  const concerned = cases.filter(
    ({ id, closedAt, syncedAt, subscriptionId }) =>
      id !== invoice?.invoice.id &&
      closedAt === null &&
      syncedAt <= readAt &&
      (over === 'settled' || subscriptionId === subscription.id),
  )
  if (over) for (const open of concerned) lines.push(await close(tx, open, over, readAt))
  if (invoice) {
    const present = cases.find(({ id }) => id === invoice.invoice.id) ?? null
    const line = await writeCase(tx, owner, { ...reading, invoice }, { readAt, over, present })
    if (line) lines.push(line)
  }
  return lines.length > 0 ? lines.join('; ') : null
}

/** The user's open cases, and that of an invoice. */
export const dunningCases = (tx: Db, userId: string, invoiceId?: string): Promise<DunningCase[]> =>
  tx.dunningCase.findMany({
    where: { userId, OR: [{ closedAt: null }, ...(invoiceId ? [{ id: invoiceId }] : [])] },
  })

/** Whether an invoice was dunned, so that its payment is told by what says that all is well again. */
export function wasDunned(cases: readonly DunningCase[], invoiceId: string): boolean {
  const known = cases.find(({ id }) => id === invoiceId)
  return known !== undefined && (known.closedAt === null || recovered.has(known.closedBy ?? ''))
}

const recovered = new Set<string>(['paid', 'settled'] satisfies ClosedBy[])

const inOrder = new Set<string>(['active', 'trialing'])

/** Stripe gives up by cancelling too; then the invoice is still owed. */
const cancelledOnRequest = ({ status, cancellation_details: why }: Stripe.Subscription) =>
  status === 'canceled' && why?.reason !== 'payment_failed' ? 'canceled' : null

const endings: Record<string, ClosedBy> = {
  paid: 'paid',
  void: 'void',
  uncollectible: 'uncollectible',
}

async function writeCase(
  tx: Db,
  owner: Owner,
  reading: Reading & { invoice: InvoiceReading },
  { readAt, over, present }: { readAt: Date; over: ClosedBy | null; present: DunningCase | null },
): Promise<string | null> {
  const { subscription, sold } = reading
  const { invoice } = reading.invoice
  if (present && present.syncedAt > readAt) return `case ${invoice.id} is newer than this reading`
  const ending = endings[invoice.status ?? ''] ?? over
  if (ending) {
    if (!present) return null
    // The subscription may be seen in order before its invoice is seen paid.
    const news = present.closedAt === null || (present.closedBy === 'settled' && ending === 'paid')
    if (!news) return null
    if (ending === 'paid')
      await mailRecovered(tx, owner, {
        invoiceId: invoice.id,
        planName: plans[sold.planKey].name,
        amountMinor: invoice.amount_paid,
        currency: invoice.currency,
        planBack: policyOf(subscription.status).access !== null,
        renewsAt: periodEnd(subscription),
        receiptUrl: invoice.hosted_invoice_url ?? null,
      })
    return close(tx, present, ending, readAt)
  }
  if (!isOwed(subscription, reading.invoice)) return null
  return advance(tx, owner, reading, present, readAt)
}

/** ISO 8601: when the plan's period ends. */
const periodEnd = ({ items }: Stripe.Subscription): string | null =>
  fromUnixOrNull(planItem(items.data)?.item.current_period_end ?? null)?.toISOString() ?? null

const unpaid = new Set<string>(['past_due', 'unpaid', 'canceled'])

/** A renewal, or a change of plan, that was tried and not paid. The first payment of all is its checkout's affair. */
const isOwed = ({ status }: Stripe.Subscription, { invoice, facts }: InvoiceReading): boolean =>
  unpaid.has(status) &&
  invoice.status === 'open' &&
  // A bank's question to the customer may not count as a try.
  (invoice.attempt_count > 0 || facts?.needsAction === true) &&
  invoice.amount_remaining > 0 &&
  invoice.billing_reason !== 'subscription_create'

async function advance(
  tx: Db,
  owner: Owner,
  { subscription, invoice: { invoice, facts }, sold }: Reading & { invoice: InvoiceReading },
  present: DunningCase | null,
  readAt: Date,
): Promise<string> {
  const now = clock.now()
  const openedAt = fromUnix(invoice.status_transitions.finalized_at ?? invoice.created)
  const stopped = policyOf(subscription.status).access === null
  const stage = stageOf(
    { attempts: invoice.attempt_count, openedAt, stopped, now },
    present ? (present.stage as StageKey) : undefined,
  )
  const needsAction = facts?.needsAction ?? false
  // While an attempt is under way the last reason still stands.
  const kept = { code: present?.declineCode ?? null, adviceCode: present?.adviceCode ?? null }
  const failure = facts?.failure ?? kept
  const data = {
    userId: owner.userId,
    subscriptionId: subscription.id,
    stage,
    attemptCount: invoice.attempt_count,
    amountMinor: invoice.amount_remaining,
    currency: invoice.currency,
    declineCode:
      needsAction && !wantsConfirmation(failure.code) ? 'authentication_required' : failure.code,
    adviceCode: failure.adviceCode,
    needsAction,
    nextAttemptAt: fromUnixOrNull(invoice.next_payment_attempt),
    hostedInvoiceUrl: invoice.hosted_invoice_url ?? null,
    openedAt,
    stageAt: present?.stage === stage ? present.stageAt : now,
    // A subscription that fell back after it was in order takes its case up again.
    closedAt: null,
    closedBy: null,
    syncedAt: readAt,
  }
  const { id } = invoice
  const row = await tx.dunningCase.upsert({ where: { id }, create: { id, ...data }, update: data })
  await mailStage(tx, owner, { row, planName: plans[sold.planKey].name })
  if (stages[stage].suspends)
    await freeze(tx, { userId: owner.userId, cause: `dunning:${id}`, at: clock.moved() })
  return `case ${id} is at ${stage}, ${invoice.attempt_count} tries`
}

async function close(tx: Db, open: DunningCase, closedBy: ClosedBy, readAt: Date): Promise<string> {
  await tx.dunningCase.update({
    where: { id: open.id },
    data: {
      closedAt: open.closedAt ?? clock.now(),
      closedBy,
      nextAttemptAt: null,
      syncedAt: readAt,
    },
  })
  await unfreeze(tx, { userId: open.userId, cause: `dunning:${open.id}`, at: clock.moved() })
  return `case ${open.id} is closed: ${closedBy}`
}

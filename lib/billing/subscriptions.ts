import 'server-only'
import type { Subscription } from '@/prisma/generated/client'
import { plans, type Interval, type PaidPlanKey, type PlanKey } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { aliveStatuses, policyOf } from './access'
import { mayTry } from './attempts'
import { cancelPlan, resumePlan } from './changes/cancel'
import { stoppedPlans } from './dunning/stops-plan'

/** A plan that ends first does not change any more. */
const planned = (row: Subscription) => {
  const { cancelAt } = cancellation(row)
  const next = waitingPlan(row.nextPlanKey, row.nextInterval, row.nextAt)
  return next && cancelAt && cancelAt <= next.at ? null : next
}

const view = (row: Subscription, stopped: ReadonlySet<string>) => ({
  id: row.id,
  planKey: row.planKey as PaidPlanKey,
  planName: plans[row.planKey as PaidPlanKey].name,
  interval: row.interval as Interval,
  status: row.status,
  hasAccess: policyOf(row.status).access !== null && !stopped.has(row.id),
  currentPeriodStart: row.currentPeriodStart.toISOString(),
  currentPeriodEnd: row.currentPeriodEnd.toISOString(),
  ...cancellation(row),
  trialEnd: row.trialEnd?.toISOString() ?? null,
  next: planned(row),
  pending: pendingUpgrade(row),
  endedAt: row.endedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
})

/** A cancellation is scheduled by `cancel_at_period_end` (ours) or by `cancel_at` alone (Stripe's portal): both count. */
function cancellation(row: Subscription) {
  const cancelAt = row.cancelAt ?? (row.cancelAtPeriodEnd ? row.currentPeriodEnd : null)
  const alive = policyOf(row.status).alive
  return {
    cancelAt: cancelAt?.toISOString() ?? null,
    renewsAt: alive && !cancelAt ? row.currentPeriodEnd.toISOString() : null,
  }
}

/** A plan that is to come: a downgrade at the end of the period (`at`). */
function waitingPlan(planKey: string | null, interval: string | null, at: Date | null) {
  if (planKey === null || interval === null || at === null) return null
  return {
    planKey: planKey as PaidPlanKey,
    planName: plans[planKey as PaidPlanKey].name,
    interval: interval as Interval,
    at: at.toISOString(),
  }
}

/** An upgrade that waits for its payment until `at`; `url` is where it can be paid. One whose time is over has lapsed. */
function pendingUpgrade(row: Subscription) {
  const plan = waitingPlan(row.pendingPlanKey, row.pendingInterval, row.pendingUntil)
  if (!plan || !row.pendingUntil || row.pendingUntil <= clock.now()) return null
  return { ...plan, url: row.pendingInvoiceUrl }
}

export type SubscriptionView = ReturnType<typeof view>

/** All subscriptions the user ever had, newest first. */
export async function listSubscriptions(userId: string): Promise<SubscriptionView[]> {
  const [rows, stopped] = await Promise.all([
    db().subscription.findMany({ where: { userId }, orderBy: { createdAt: 'desc' } }),
    stoppedPlans(db(), userId),
  ])
  return rows.map((row) => view(row, stopped))
}

export type BillingSummary = {
  planKey: PlanKey
  planName: string
  creditsPerMonth: number
  /** The subscription behind the plan, or the one that still has to be paid; `null` on Free. */
  subscription: SubscriptionView | null
  /** Whether a trial is still to be had. */
  mayTry: boolean
  /** A plan that no subscription pays for: it was agreed on, and is changed by writing to us. */
  byAgreement: boolean
}

/** The user's plan and what keeps it running, as last heard from Stripe. */
export async function billingSummary(userId: string): Promise<BillingSummary> {
  const [current, rows, offered, stopped] = await Promise.all([
    db().userPlan.findUnique({ where: { userId } }),
    db().subscription.findMany({
      where: { userId, status: { in: aliveStatuses } },
      orderBy: { createdAt: 'asc' },
    }),
    mayTry(db(), userId),
    stoppedPlans(db(), userId),
  ])
  const runs = current && (current.until === null || current.until > clock.now())
  const planKey = (runs ? current.planKey : 'free') as PlanKey
  const row = rows.find(({ status }) => policyOf(status).access !== null) ?? rows[0]
  return {
    planKey,
    planName: plans[planKey].name,
    creditsPerMonth: plans[planKey].creditsPerMonth,
    subscription: row ? view(row, stopped) : null,
    mayTry: offered,
    byAgreement: planKey !== 'free' && !row,
  }
}

/** One subscription of the user's. Throws `not_found` for one that is not. */
export async function readOwn(userId: string, id: string): Promise<SubscriptionView> {
  const row = /^sub_\w+$/.test(id) && (await db().subscription.findFirst({ where: { id, userId } }))
  if (!row) throw new AppError('not_found', 'There is no such subscription.')
  return view(row, await stoppedPlans(db(), userId))
}

async function ownAlive(userId: string, id: string): Promise<void> {
  const { status } = await readOwn(userId, id)
  if (!policyOf(status).alive)
    throw new AppError('conflict', 'This subscription has already ended.')
}

/**
 * Cancels a subscription at the end of its period: access and credits stay until then. Throws `not_found` for one that
 * is not this user's and `conflict` for one that has ended.
 */
export async function cancelAtPeriodEnd(userId: string, id: string): Promise<SubscriptionView> {
  await ownAlive(userId, id)
  await cancelPlan(userId, id)
  return readOwn(userId, id)
}

/** Takes the cancellation back. Throws as `cancelAtPeriodEnd`. */
export async function resumeSubscription(userId: string, id: string): Promise<SubscriptionView> {
  await ownAlive(userId, id)
  await resumePlan(userId, id)
  return readOwn(userId, id)
}

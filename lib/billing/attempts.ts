import 'server-only'
import type { CheckoutAttempt } from '@/prisma/generated/client'
import { plans, type PaidPlanKey } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { db, type Db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { aliveStatuses } from './access'
import type { itemRow } from './items'
import { inTransaction } from './sync/effect'
import type { AttemptStatus } from './sync/checkout-session'

/** Stripe keeps a session open, and an idempotency key, for a day. */
const lifetimeMs = 24 * 60 * 60 * 1_000

type ItemRow = ReturnType<typeof itemRow>

/**
 * The user's open attempt at this item, or a new one. Clicks queue at a lock of the user's, so any number of them at
 * once find one attempt, whose id then makes one session. Throws `conflict` when the user already has a subscription
 * and wants another.
 */
export function openAttempt(userId: string, item: ItemRow): Promise<CheckoutAttempt> {
  return inTransaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`checkout:${userId}`}, 0))`
    if (item.kind === 'subscription') {
      const running = await tx.subscription.findFirst({
        where: { userId, status: { in: aliveStatuses } },
      })
      if (running) throw alreadySubscribed()
      if (item.trial) await assertTrial(tx, userId, item.itemKey)
    }
    const now = clock.now()
    const { kind, itemKey, interval, trial } = item
    const open = await tx.checkoutAttempt.findFirst({
      where: { userId, kind, itemKey, interval, trial, status: 'open', expiresAt: { gt: now } },
      orderBy: { createdAt: 'desc' },
    })
    const expiresAt = new Date(now.getTime() + lifetimeMs)
    return (
      open ??
      tx.checkoutAttempt.create({ data: { userId, kind, itemKey, interval, trial, expiresAt } })
    )
  })
}

async function assertTrial(tx: Db, userId: string, plan: string): Promise<void> {
  const offered = plans[plan as PaidPlanKey].trial !== null && (await mayTry(tx, userId))
  if (!offered)
    throw new AppError('conflict', 'A trial is not offered for this. Nothing was charged.')
}

/** A trial is for who never had a plan: once for each user. */
export async function mayTry(db: Db, userId: string): Promise<boolean> {
  const had = await db.subscription.findFirst({
    where: { userId, status: { not: 'incomplete_expired' } },
    select: { id: true },
  })
  return had === null
}

export const alreadySubscribed = () =>
  new AppError(
    'conflict',
    'You already have a subscription. Change or cancel it on the billing page. Nothing was charged.',
    { details: { billingUrl: '/billing' } },
  )

/** Remembers the session that was opened for an attempt, also when another click at once had already given it up. */
export async function keepSession(
  attemptId: string,
  session: { id: string; url: string; expiresAt: Date },
): Promise<void> {
  await db().checkoutAttempt.updateMany({
    where: { id: attemptId, status: { in: ['open', 'failed'] } },
    data: {
      status: 'open',
      stripeSessionId: session.id,
      url: session.url,
      expiresAt: session.expiresAt,
    },
  })
}

/** Takes an attempt off the list of open ones, unless an event has already said what became of it. */
export async function closeAttempt(
  attemptId: string,
  status: Exclude<AttemptStatus, 'open'>,
): Promise<void> {
  // One of two clicks at once may fail while the other has opened the session: that one counts.
  const unopened = status === 'failed' ? { stripeSessionId: null } : {}
  await db().checkoutAttempt.updateMany({
    where: { id: attemptId, status: 'open', ...unopened },
    data: { status },
  })
}

/** Whether a payment page of the user's is open, or what was paid there has not arrived yet. */
export async function awaitsPayment(userId: string): Promise<boolean> {
  const attempt = await db().checkoutAttempt.findFirst({
    where: {
      userId,
      status: { in: ['open', 'pending'] satisfies AttemptStatus[] },
      stripeSessionId: { not: null },
      expiresAt: { gt: clock.now() },
    },
    select: { id: true },
  })
  return attempt !== null
}

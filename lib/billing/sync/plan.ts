import 'server-only'
import { plans, type PaidPlanKey } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { freeAllowance, pauseAllowance, resumeAllowance } from '@/lib/credits'
import type { Db } from '@/lib/db'
import { accessStatuses, accessUntil } from '../access'
import { stopsPlan } from '../dunning/stops-plan'

/**
 * Derives the user's plan from the subscriptions as they stand in the database: with access, that plan and no Free
 * refill; without, Free again. The caller holds the lock on the owner.
 */
export async function writeCurrentPlan(tx: Db, userId: string): Promise<string> {
  const subscription = await tx.subscription.findFirst({
    where: { userId, status: { in: accessStatuses } },
    orderBy: { createdAt: 'asc' },
  })
  const stopped = subscription !== null && (await stopsPlan(tx, subscription))
  const until = subscription && !stopped ? accessUntil(subscription) : null
  if (!subscription || !until || until <= clock.now()) {
    await tx.userPlan.deleteMany({ where: { userId } })
    await resumeAllowance(tx, { userId, sourceKey: freeAllowance })
    return 'plan: Free'
  }
  const data = { planKey: subscription.planKey, until, updatedAt: clock.now() }
  await tx.userPlan.upsert({ where: { userId }, create: { userId, ...data }, update: data })
  await pauseAllowance(tx, { userId, sourceKey: freeAllowance })
  return `plan: ${plans[subscription.planKey as PaidPlanKey].name}`
}

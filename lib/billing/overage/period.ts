import 'server-only'
import type { Overage } from '@/prisma/generated/client'
import { clock } from '@/lib/clock'
import type { Db } from '@/lib/db'

/** The paid period that overage is counted in. */
export type Period = { prefix: string; end: Date }

/** What every bucket of an account's overage begins with. */
export const overagePrefix = 'overage:'

/**
 * The period that runs, for who has agreed and whose subscription is paid. `null`: nothing may be spent on account now: it is
 * off, the subscription has ended or is in arrears, or its renewal has not been heard of yet.
 */
export async function runningPeriod(
  db: Db,
  { userId, subscriptionId }: Pick<Overage, 'userId' | 'subscriptionId'>,
): Promise<Period | null> {
  const subscription = await db.subscription.findFirst({
    where: { id: subscriptionId, userId, status: 'active', interval: 'month' },
  })
  if (!subscription || subscription.currentPeriodEnd <= clock.now()) return null
  const start = Math.floor(subscription.currentPeriodStart.getTime() / 1_000)
  return {
    prefix: `${overagePrefix}${subscriptionId}:${start}`,
    end: subscription.currentPeriodEnd,
  }
}

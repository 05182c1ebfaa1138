import 'server-only'
import type { Subscription } from '@/prisma/generated/client'
import type { Db } from '@/lib/db'
import { stagesWithoutPlan } from './stages'

/** The user's subscriptions whose plan does not go on because of it. */
export async function stoppedPlans(db: Db, userId: string): Promise<ReadonlySet<string>> {
  const rows = await db.dunningCase.findMany({
    where: { userId, closedAt: null, stage: { in: stagesWithoutPlan } },
    select: { subscriptionId: true },
  })
  return new Set(rows.map(({ subscriptionId }) => subscriptionId))
}

/** Whether the renewal of a subscription has been unpaid for so long that its plan does not go on meanwhile. */
export async function stopsPlan(
  db: Db,
  subscription: Pick<Subscription, 'id' | 'status'>,
): Promise<boolean> {
  if (subscription.status !== 'past_due') return false
  const stopping = await db.dunningCase.findFirst({
    where: { subscriptionId: subscription.id, closedAt: null, stage: { in: stagesWithoutPlan } },
    select: { id: true },
  })
  return stopping !== null
}

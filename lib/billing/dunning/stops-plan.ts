import 'server-only'
import type { Subscription } from '@/prisma/generated/client'
import type { Db } from '@/lib/db'
import { stagesWithoutPlan } from './stages'

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

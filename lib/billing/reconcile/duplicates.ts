import 'server-only'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { accessStatuses } from '../access'
import { converge } from '../sync/converge'
import { DuplicateSubscription, resolveDuplicate } from '../sync/duplicate'
import { readSubscription } from '../sync/subscription'
import type { Kind, Told } from './pages'

/** A second one that has run for longer than a period has been paid for more than once: its money is for a person to judge. */
const youngMs = 35 * 24 * 60 * 60 * 1_000

/**
 * Users who pay for two plans at once. Two checkouts that were open together are resolved where the second is first heard of;
 * what stands in our tables twice has come there another way. The oldest stays, and a young one beside it is ended with its
 * money returned; an old one is told.
 */
export const duplicates: Kind = async function* ({ customer }) {
  const owner =
    customer === undefined
      ? null
      : await db().billingCustomer.findUnique({ where: { stripeCustomerId: customer } })
  const where = { status: { in: accessStatuses }, ...(owner && { userId: owner.userId }) }
  const twice = await db().subscription.groupBy({
    by: ['userId'],
    where,
    having: { userId: { _count: { gt: 1 } } },
  })
  const drifts: Told[] = []
  for (const { userId } of twice) {
    const [kept, ...others] = await db().subscription.findMany({
      where: { userId, status: { in: accessStatuses } },
      orderBy: { createdAt: 'asc' },
    })
    if (!kept) continue
    for (const { id, status, createdAt } of others) {
      const told = {
        userId,
        what: `subscription ${id}`,
        ours: status,
        stripe: `a second one beside ${kept.id}`,
      }
      const young = clock.now().getTime() - createdAt.getTime() < youngMs
      drifts.push(young ? { ...told, repair: () => end(id, kept.id) } : told)
    }
  }
  yield { compared: twice.length, suspects: [], drifts }
}

async function end(id: string, keptId: string): Promise<void> {
  await resolveDuplicate(new DuplicateSubscription(id, keptId))
  await converge(() => readSubscription(id))
}

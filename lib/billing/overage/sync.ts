import 'server-only'
import type Stripe from 'stripe'
import type { Db } from '@/lib/db'
import { disable } from './refit'

/**
 * Ends overage that a subscription cannot bill any more: it has ended, or the item is gone from it (a yearly plan has none).
 * Called with every reading of a subscription. Answers what it did, for the log.
 */
export async function writeOverage(
  tx: Db,
  userId: string,
  subscription: Stripe.Subscription,
  readAt: Date,
): Promise<string | null> {
  const setting = await tx.overage.findUnique({ where: { userId } })
  if (!setting?.enabled || setting.subscriptionId !== subscription.id) return null
  const billed = subscription.items.data.some(({ id }) => id === setting.itemId)
  if (billed && subscription.ended_at === null) return null
  const written = await tx.subscription.findUnique({ where: { id: subscription.id } })
  // A reading from before the item was there.
  if (written && written.syncedAt > readAt) return null
  await disable(tx, userId)
  return 'overage is off: nothing bills it any more'
}

import 'server-only'
import type Stripe from 'stripe'
import type { Db } from '@/lib/db'
import { overagePrice } from './catalogue'
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
  const written = await tx.subscription.findUnique({ where: { id: subscription.id } })
  // A reading from before the item was there.
  if (written && written.syncedAt > readAt) return null
  // A schedule may have put another item of the same price in its place.
  const item = subscription.items.data.find(
    ({ price }) => overagePrice(price) === Number(setting.perThousandMinor),
  )
  if (item && subscription.ended_at === null) {
    if (item.id !== setting.itemId)
      await tx.overage.update({ where: { userId }, data: { itemId: item.id } })
    return null
  }
  await disable(tx, userId)
  return 'overage is off: nothing bills it any more'
}

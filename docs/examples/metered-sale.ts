import { db } from '@/lib/db'
import { chargeFlat } from '@/lib/metering'

/** Unlocks a template for good: the row and its payment are there together, or neither is. */
export function unlock(user: { id: string }, requestId: string, templateId: string) {
  return db().$transaction(async (tx) => {
    const charge = await chargeFlat(tx, {
      user,
      operation: 'template',
      key: requestId,
      request: { templateId },
    })
    if (charge.outcome === 'charged') await unlocked.add(tx, user.id, templateId)
    return charge
  })
}

declare const unlocked: {
  add(tx: unknown, userId: string, templateId: string): Promise<void>
}

import 'server-only'
import type { Db } from '@/lib/db'

/** Whether anything was charged for a request, by the id its entries name. */
export async function wasCharged(db: Db, userId: string, requestId: string): Promise<boolean> {
  const charge = await db.creditEntry.findFirst({
    where: { userId, kind: 'burn', detail: { path: ['requestId'], equals: requestId } },
    select: { seq: true },
  })
  return charge !== null
}

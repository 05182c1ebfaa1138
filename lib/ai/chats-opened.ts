import 'server-only'
import { clock } from '@/lib/clock'
import type { Db } from '@/lib/db'

/** How many of a user's chats were opened in this calendar month, in UTC: what `chats_per_month` counts. */
export function chatsThisMonth(db: Db, userId: string): Promise<number> {
  const now = clock.now()
  const monthStart = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()))
  return db.chat.count({ where: { userId, createdAt: { gte: monthStart } } })
}

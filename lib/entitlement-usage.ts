import 'server-only'
import { chatsThisMonth } from '@/lib/ai/chats-opened'
import { db } from '@/lib/db'
import type { LimitName } from '@/lib/entitlements/names'

/** How much of the limits that can be counted is used. */
export async function usedSoFar(userId: string): Promise<Partial<Record<LimitName, number>>> {
  return { chats_per_month: await chatsThisMonth(db(), userId) }
}

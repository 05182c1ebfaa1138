import 'server-only'
import { chatsThisMonth } from '@/lib/ai/chats-opened'
import { countApiKeys } from '@/lib/api/keys'
import { db } from '@/lib/db'
import type { LimitName } from '@/lib/entitlements/names'

/** How much of the limits that can be counted is used. */
export async function usedSoFar(userId: string): Promise<Partial<Record<LimitName, number>>> {
  const [chats_per_month, api_keys] = await Promise.all([
    chatsThisMonth(db(), userId),
    countApiKeys(db(), userId),
  ])
  return { chats_per_month, api_keys }
}

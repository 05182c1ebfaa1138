import type { PrismaClient } from '@/prisma/generated/client'

/** What no code of ours does: moves a balance without an entry, by so many micro-credits. */
export async function corruptBalance(db: PrismaClient, userId: string, by: number): Promise<void> {
  await db.$executeRaw`
    update "CreditAccount" set available = available + ${by}::bigint where "userId" = ${userId}::uuid`
}

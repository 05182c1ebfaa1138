import 'server-only'
import type { Db } from '@/lib/db'

/**
 * While the balance is low: the number of the entry that made it so, which names this crossing until the balance has risen
 * above the mark again. `null` when it is not low. Reads the statement backwards to the last balance above the mark.
 */
export async function lowSince(db: Db, userId: string): Promise<number | null> {
  const [row] = await db.$queryRaw<{ since: bigint }[]>`
    select coalesce((
      select e.seq from "CreditEntry" e
      where e."userId" = a."userId" and e."balanceAfter" > a."lowMark"
      order by e.seq desc limit 1
    ), 0) + 1 as since
    from "CreditAccount" a
    where a."userId" = ${userId}::uuid and a.low > 0`
  return row ? Number(row.since) : null
}

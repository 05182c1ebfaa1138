import 'server-only'
import { clock } from '@/lib/clock'
import type { Db } from '@/lib/db'

/**
 * Of these users, those whose credits may stand below their threshold (micro-credits), overage not counted. An account in which
 * something is due counts too: only rolled does it show where it stands.
 */
export async function accountsBelow(
  db: Db,
  marks: readonly { userId: string; threshold: bigint }[],
): Promise<string[]> {
  if (marks.length === 0) return []
  const users = marks.map(({ userId }) => userId)
  const thresholds = marks.map(({ threshold }) => threshold)
  const rows = await db.$queryRaw<{ userId: string }[]>`
    select a."userId"
      from unnest(${users}::uuid[], ${thresholds}::bigint[]) as mark("userId", threshold)
      join "CreditAccount" a using ("userId")
     where a."nextEventAt" <= coalesce(${clock.moved() ?? null}::timestamptz, now())
        or a.available - coalesce(
             (select sum(b.remaining) from credit_buckets(a."userId") b where b.kind = 'overage'), 0) < mark.threshold`
  return rows.map(({ userId }) => userId)
}

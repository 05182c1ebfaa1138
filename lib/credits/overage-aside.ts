import 'server-only'
import type { Db } from '@/lib/db'
import { Prisma } from '@/prisma/generated/client'
import type { EntryRow } from './entries'

/** What an entry did to overage, in micro-credits, and what was open of it after the entry. */
type Aside = { moved: bigint; after: bigint }

const none: Aside = { moved: 0n, after: 0n }

/**
 * Of rows of an account's statement, what of them was overage. Overage stands in the ledger as a bucket that burns last, so
 * that the ledger holds its cap; nobody owns it, so what people are shown leaves it out.
 */
export async function overageAside(
  db: Db,
  userId: string,
  rows: readonly EntryRow[],
): Promise<(row: EntryRow) => Aside> {
  if (rows.length === 0) return () => none
  const times = rows.map(({ createdAt }) => createdAt.getTime())
  const buckets = await db.creditGrant.findMany({
    where: {
      userId,
      kind: 'overage',
      createdAt: { lte: new Date(Math.max(...times)) },
      // An expiry is booked when it is noticed, and a hold may keep a bucket open past its time.
      OR: [{ open: true }, { expiresAt: { gt: new Date(Math.min(...times) - lateMs) } }],
    },
    select: { id: true, createdAt: true },
  })
  if (buckets.length === 0) return () => none
  const begin = new Date(Math.min(...buckets.map(({ createdAt }) => createdAt.getTime())))
  const moves = await db.$queryRaw<({ seq: bigint } & Aside)[]>`
    select seq, moved, (sum(moved) over (order by seq))::bigint as after
    from (
      select e.seq, sum(case when e.kind in ('grant', 'reinstate') then e.allocation[i + 1] else -e.allocation[i + 1] end)::bigint
        as moved
      from "CreditEntry" e cross join lateral generate_series(1, cardinality(e.allocation), 2) i
      where e."userId" = ${userId}::uuid and e."createdAt" >= ${begin}::timestamptz
        and e.seq <= ${rows.reduce((most, { seq }) => (seq > most ? seq : most), 0n)}::bigint
        and e.allocation[i] in (${Prisma.join(buckets.map(({ id }) => id))})
      group by e.seq
    ) parts
    order by seq`
  const own = new Map(moves.map((move) => [move.seq, move.moved]))
  return ({ seq }) => ({
    moved: own.get(seq) ?? 0n,
    after: moves.findLast((move) => move.seq <= seq)?.after ?? 0n,
  })
}

/** Longer than any hold lives. */
const lateMs = 24 * 60 * 60 * 1_000

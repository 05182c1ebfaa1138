import 'server-only'
import { clock } from '@/lib/clock'
import type { Db } from '@/lib/db'
import { readBalance } from './balance'
import { forecast, type Forecast, type Spending } from './forecast'
import type { Bucket } from './types'

const WINDOW_DAYS = 14
const DAY_MS = 24 * 60 * 60_000

/** So many debits are enough to know a speed by; an account with more of them in 14 days is measured over fewer. */
const MOST_DEBITS = 2_000

/** What was spent in the last 14 days, or since the account's first entry where that is less. Debt counts: it was used. */
async function readSpending(db: Db, userId: string, now: Date): Promise<Spending> {
  const [row] = await db.$queryRaw<
    { spent: bigint; debits: number; oldest: Date | null; first: Date | null }[]
  >`
    with latest as (
      select e.delta, e."debtDelta", e."createdAt" from "CreditEntry" e
      where e."userId" = ${userId}::uuid and e.kind = 'burn'
      order by e.seq desc limit ${MOST_DEBITS}::int
    )
    select
      coalesce(sum("debtDelta" - delta) filter (where "createdAt" > ${now}::timestamptz - ${WINDOW_DAYS} * interval '1 day'), 0)::bigint as spent,
      count(*)::int as debits,
      min("createdAt") as oldest,
      (select e."createdAt" from "CreditEntry" e where e."userId" = ${userId}::uuid order by e.seq limit 1) as first
    from latest`
  const from = row && (row.debits === MOST_DEBITS ? row.oldest : row.first)
  if (!row || !from) return { spent: 0, overMs: 0 }
  const overMs = Math.min(now.getTime() - from.getTime(), WINDOW_DAYS * DAY_MS)
  return { spent: Number(row.spent), overMs }
}

/** The next monthly credits of any right that runs. */
async function nextGrantAt(db: Db, userId: string): Promise<Date | null> {
  const next = await db.creditAllowance.aggregate({
    where: { userId, paused: false, nextAt: { not: null } },
    _min: { nextAt: true },
  })
  return next._min.nextAt
}

/** The forecast for buckets that were just read (`readBalance`): in burn order. */
export async function forecastOf(
  db: Db,
  userId: string,
  buckets: readonly Bucket[],
  at = clock.now(),
): Promise<Forecast> {
  const spending = await readSpending(db, userId, at)
  const next = await nextGrantAt(db, userId)
  return forecast({ now: at, buckets, spending, nextGrantAt: next })
}

/** The day a user's credits run out, brought up to date first when something is due. */
export async function readForecast(db: Db, userId: string, at?: Date): Promise<Forecast> {
  const { buckets } = await readBalance(db, userId, at)
  return forecastOf(db, userId, buckets, at)
}

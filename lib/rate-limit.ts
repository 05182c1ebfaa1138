import 'server-only'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'

type Window = { points: number; retryAfter: number }

/** How often more within the window, and in how many seconds the next one begins. */
export type Remaining = { remaining: number; resetSeconds: number }

/**
 * Counts one use of `key`, answers what remains, and throws `rate_limited` (429, with Retry-After) when it is more than
 * `points` within `seconds`. Fixed windows in Postgres by the database's clock, so several app processes share one count; one round
 * trip, and parallel calls are counted one after the other by the row.
 */
export async function consume(limit: {
  key: string
  points: number
  seconds: number
  at?: Date
}): Promise<Remaining> {
  const { key, points, seconds, at } = limit
  const [window] = await db().$queryRaw<Window[]>`
    with clock as (
      select (extract(epoch from coalesce(${at ?? null}::timestamptz, clock_timestamp())) * 1000)::bigint as now
    )
    insert into "RateLimit" as kept (key, points, expire)
    select ${key}, 1, now + ${seconds}::bigint * 1000 from clock
    on conflict (key) do update set
      points = case when kept.expire <= (select now from clock) then 1 else least(kept.points + 1, ${points}::int + 1) end,
      expire = case when kept.expire <= (select now from clock) then excluded.expire else kept.expire end
    returning points, ceil((expire - (select now from clock)) / 1000.0)::int as "retryAfter"`
  if (!window) throw new Error('the rate limit was not counted')
  if (window.points <= points)
    return { remaining: points - window.points, resetSeconds: window.retryAfter }
  const wait =
    window.retryAfter < 90
      ? `${window.retryAfter} seconds`
      : `${Math.ceil(window.retryAfter / 60)} minutes`
  throw new AppError('rate_limited', `That was too often. Please try again in ${wait}.`, {
    details: { retryAfter: window.retryAfter },
    headers: { 'Retry-After': String(window.retryAfter) },
  })
}

/** One use of `key` by the plan's requests a minute, where -1 is no limit. Throws `rate_limited`. */
export async function consumeAMinute(key: string, points: number): Promise<void> {
  if (points !== -1) await consume({ key, points, seconds: 60 })
}

/** Removes windows that are over; answers how many. */
export function removeOldWindows(): Promise<number> {
  return db().$executeRaw`
    delete from "RateLimit" where expire <= (extract(epoch from now()) * 1000)::bigint`
}

import type { Bucket } from './types'
import { lastsUntil } from './lasts-until'

const DAY_MS = 24 * 60 * 60_000

/** Without a grant to come, nobody is told of a day further off than this. */
const FURTHEST_DAYS = 365

/**
 * When credits run out, as ISO 8601. `lasts`: not before `until`, when the next monthly credits come, or for a year where none
 * will. `unknown`: there is not enough use to tell.
 */
export type Forecast =
  { outcome: 'runs_out'; at: string } | { outcome: 'lasts'; until: string } | { outcome: 'unknown' }

/** Micro-credits spent over a time of so many milliseconds. */
export type Spending = { spent: number; overMs: number }

export type ForecastInput = {
  now: Date
  /** In burn order. */
  buckets: readonly Pick<Bucket, 'kind' | 'remaining' | 'expiresAt'>[]
  spending: Spending
  /** When the next monthly credits come; `null`: none will. */
  nextGrantAt: Date | null
}

/**
 * Spends the buckets in burn order at the speed of lately, losing each at its expiry, until nothing is left or the next credits
 * come. An estimate of a day, and no amount of money: so it may calculate with fractions.
 */
export function forecast({ now, buckets, spending, nextGrantAt }: ForecastInput): Forecast {
  if (spending.spent <= 0 || spending.overMs < DAY_MS) return { outcome: 'unknown' }
  const perMs = spending.spent / spending.overMs
  const furthest = now.getTime() + FURTHEST_DAYS * DAY_MS
  const horizon = Math.min(nextGrantAt?.getTime() ?? furthest, furthest)
  let time = now.getTime()
  for (const { remaining, ...bucket } of buckets) {
    const until = lastsUntil(bucket)
    const expiry = until === null ? Infinity : Date.parse(until)
    if (expiry > time) time = Math.min(expiry, time + remaining / perMs)
    if (time >= horizon) return { outcome: 'lasts', until: new Date(horizon).toISOString() }
  }
  return { outcome: 'runs_out', at: new Date(time).toISOString() }
}

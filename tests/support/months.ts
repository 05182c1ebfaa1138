/**
 * Calendar months once more, by counting on fingers: no Date, no interval, no library. Instants are microseconds since
 * 1970-01-01T00:00:00 UTC. What the ledger's SQL must agree with.
 */
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** `month` from 0. */
export const daysIn = (year: number, month: number): number =>
  month === 1 && isLeap(year) ? 29 : (monthLengths[month] ?? 0)

export const dayMicros = 86_400_000_000n

export type Moment = {
  year: number
  /** From 0. */
  month: number
  day: number
  /** Microseconds since midnight UTC. */
  time: bigint
}

function daysBefore({ year, month, day }: Moment): number {
  let days = day - 1
  for (let y = 1970; y < year; y += 1) days += isLeap(y) ? 366 : 365
  for (let m = 0; m < month; m += 1) days += daysIn(year, m)
  return days
}

export const micros = (moment: Moment): bigint =>
  BigInt(daysBefore(moment)) * dayMicros + moment.time

/** So many months on: the same day, or the last of a month too short for it, at the same time of day. */
export function monthsAfter(anchor: Moment, months: number): Moment {
  let { year, month } = anchor
  for (let passed = 0; passed < months; passed += 1) {
    month += 1
    if (month === 12) {
      month = 0
      year += 1
    }
  }
  return { ...anchor, year, month, day: Math.min(anchor.day, daysIn(year, month)) }
}

/** As Postgres reads it, to the microsecond. */
export function timestamp({ year, month, day, time }: Moment): string {
  const two = (value: number | bigint) => String(value).padStart(2, '0')
  const seconds = time / 1_000_000n
  return (
    `${year}-${two(month + 1)}-${two(day)} ${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:` +
    `${two(seconds % 60n)}.${String(time % 1_000_000n).padStart(6, '0')}+00`
  )
}

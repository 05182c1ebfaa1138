/** From its start up to its end, in Unix seconds. */
export type Span = { start: number; end: number }

/** What is left at a period's end once its last month is over is no month of its own: `credit_period_at` says the same. */
const restSeconds = 96 * 3_600

/** n calendar months after the anchor, in UTC; the 31st of a short month is its last day. As `credit_period_start`. */
export function monthsAfter(anchor: number, months: number): number {
  const from = new Date(anchor * 1_000)
  const to = new Date(from)
  to.setUTCDate(1)
  to.setUTCMonth(from.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate()
  to.setUTCDate(Math.min(from.getUTCDate(), lastDay))
  return Math.floor(to.getTime() / 1_000)
}

/** A month of credits within a period that is paid for; `last`: no other follows in it. */
export type Month = Span & { index: number; last: boolean }

/** The month that runs at `time` (Unix seconds), by the ledger's own count: the first begins with the period. */
export function monthAt(period: Span, time: number): Month {
  let index = 0
  const begins = (n: number) => {
    const start = monthsAfter(period.start, n)
    return start + restSeconds < period.end ? start : null
  }
  for (let next = begins(1); next !== null && next <= time; next = begins(index + 1)) index += 1
  const next = begins(index + 1)
  return {
    index,
    start: monthsAfter(period.start, index),
    end: next ?? period.end,
    last: next === null,
  }
}

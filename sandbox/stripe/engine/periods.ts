import type { Stripe } from 'stripe'

type Recurring = Pick<Stripe.Price.Recurring, 'interval' | 'interval_count'>

const daySeconds = 86_400

function addMonths(anchor: number, months: number): number {
  const from = new Date(anchor * 1000)
  const to = new Date(from)
  // The 31st of a short month is its last day; counted from the anchor, so that the day comes back later.
  to.setUTCDate(1)
  to.setUTCMonth(from.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate()
  to.setUTCDate(Math.min(from.getUTCDate(), lastDay))
  return Math.floor(to.getTime() / 1000)
}

/** The moment `count` periods after the anchor, in Unix seconds. */
export function periodAfter(
  anchor: number,
  { interval, interval_count }: Recurring,
  count = 1,
): number {
  const steps = interval_count * count
  switch (interval) {
    case 'day':
      return anchor + steps * daySeconds
    case 'week':
      return anchor + steps * 7 * daySeconds
    case 'year':
      return addMonths(anchor, steps * 12)
    default:
      return addMonths(anchor, steps)
  }
}

/** The first end of a period after `time`, counted from the anchor. */
export function nextPeriodEnd(anchor: number, recurring: Recurring, time: number): number {
  let count = 1
  while (periodAfter(anchor, recurring, count) <= time) count += 1
  return periodAfter(anchor, recurring, count)
}

/** The whole period that ends then, counted from the anchor; a part of one when the end is no boundary. */
export function periodBefore(anchor: number, recurring: Recurring, end: number): number {
  if (end <= anchor) return periodAfter(end, recurring, -1)
  let count = 0
  while (periodAfter(anchor, recurring, count + 1) < end) count += 1
  return periodAfter(anchor, recurring, count)
}

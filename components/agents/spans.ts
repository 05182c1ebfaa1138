export const spans = [
  { value: 'last_30_days', label: '30 days' },
  { value: 'this_month', label: 'This month' },
  { value: 'last_month', label: 'Last month' },
  { value: 'own', label: 'Other' },
] as const

export type Span = (typeof spans)[number]['value']

const DAY_MS = 24 * 60 * 60_000
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** First and last day, ISO and in UTC, both included. */
export function daysOfSpan(
  span: Exclude<Span, 'own'>,
  today: string,
): { from: string; to: string } {
  const now = new Date(today)
  const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth())
  if (span === 'this_month') return { from: iso(first), to: today }
  if (span === 'last_month') {
    const before = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)
    return { from: iso(before), to: iso(first - DAY_MS) }
  }
  return { from: iso(now.getTime() - 29 * DAY_MS), to: today }
}

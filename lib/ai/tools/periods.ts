/** The spans a question names, so that a model needs no calendar. */
export const periods = [
  'today',
  'yesterday',
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'last_7_days',
  'last_30_days',
] as const

export type Period = (typeof periods)[number]

const dayMs = 24 * 60 * 60_000

/** First and last day of a period, ISO and in UTC, both included. Weeks begin on Monday. */
export function daysOf(period: Period, now: Date): { from: string; to: string } {
  const at = now.getTime()
  const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const monday = at - ((now.getUTCDay() + 6) % 7) * dayMs
  const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth())
  const today = iso(at)
  const spans: Record<Period, [string, string]> = {
    today: [today, today],
    yesterday: [iso(at - dayMs), iso(at - dayMs)],
    this_week: [iso(monday), today],
    last_week: [iso(monday - 7 * dayMs), iso(monday - dayMs)],
    this_month: [iso(first), today],
    last_month: [iso(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)), iso(first - dayMs)],
    last_7_days: [iso(at - 6 * dayMs), today],
    last_30_days: [iso(at - 29 * dayMs), today],
  }
  const [from, to] = spans[period]
  return { from, to }
}

const dayMs = 86_400_000

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

/** Days as ISO dates in UTC, both included. */
export type Period = { words: string; from: string; to: string }

/** The span of time a question names. */
export function periodIn(question: string, now = Date.now()): Period | undefined {
  const today = dayOf(now)
  const monday = now - ((new Date(now).getUTCDay() + 6) % 7) * dayMs
  const firstOfMonth = `${today.slice(0, 7)}-01`
  const beforeFirst = dayOf(Date.parse(firstOfMonth) - dayMs)
  const spans: [RegExp, string, string][] = [
    [/\btoday\b/i, today, today],
    [/\byesterday\b/i, dayOf(now - dayMs), dayOf(now - dayMs)],
    [/\bthis week\b/i, dayOf(monday), today],
    [/\b(last|previous) week\b/i, dayOf(monday - 7 * dayMs), dayOf(monday - dayMs)],
    [/\bthis month\b/i, firstOfMonth, today],
    [/\b(last|previous) month\b/i, `${beforeFirst.slice(0, 7)}-01`, beforeFirst],
  ]
  for (const [pattern, from, to] of spans) {
    const found = pattern.exec(question)
    if (found) return { words: found[0].toLowerCase(), from, to }
  }
  const days = /\b(?:last|past) (\d{1,3}) days\b/i.exec(question)
  if (!days) return undefined
  return {
    words: `in the ${days[0].toLowerCase()}`,
    from: dayOf(now - (Number(days[1]) - 1) * dayMs),
    to: today,
  }
}

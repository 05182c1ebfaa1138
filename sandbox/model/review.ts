import { isObject, inline, pick, type Json, type JsonObject } from './markdown'
import type { Conversation, FunctionTool, ToolResult } from './request'
import type { Output } from './response'

/**
 * The scripted mind as an agent: asked to review an account with tools that look at it, it takes several rounds of them and
 * then writes a report from what they gave.
 */
const asksForReview = /^Review my account from (\d{4}-\d{2}-\d{2}) to (\d{4}-\d{2}-\d{2})/

type Call = { name: string; arguments: Record<string, unknown> }

/** What is looked at, round by round. A tool that is not offered is left out. */
const rounds: Call[][] = [
  [
    { name: 'get_spending', arguments: { by: 'operation' } },
    { name: 'get_spending', arguments: { by: 'model' } },
  ],
  [
    { name: 'get_spending', arguments: { by: 'day' } },
    { name: 'get_largest_charges', arguments: {} },
  ],
  [
    { name: 'get_forecast', arguments: {} },
    { name: 'list_payments', arguments: {} },
    { name: 'get_plan', arguments: {} },
  ],
]

/** The next step of a review; `undefined` when none is asked for. */
export function reviewStep(
  { question, results }: Conversation,
  tools: FunctionTool[],
): Output | undefined {
  if (!asksForReview.test(question)) return undefined
  const offered = new Set(tools.map(({ name }) => name))
  if (!offered.has('get_spending')) return undefined
  let seen = 0
  for (const round of rounds) {
    const calls = round.filter(({ name }) => offered.has(name))
    if (results.length < seen + calls.length) return { type: 'calls', calls }
    seen += calls.length
  }
  return { type: 'text', text: report(question, results) }
}

const parsed = (results: ToolResult[], name: string): JsonObject[] =>
  results
    .filter((result) => result.name === name)
    .map(({ output }): Json => {
      try {
        return JSON.parse(output) as Json
      } catch {
        return null
      }
    })
    .filter(isObject)

const rowsOf = (value: JsonObject | undefined, key: string): JsonObject[] => {
  const rows = value?.[key]
  return Array.isArray(rows) ? rows.filter(isObject) : []
}

const micro = (value: Json | undefined): number =>
  isObject(value) && typeof value.micro === 'number' ? value.micro : 0

const names: Record<string, string> = { chat: 'Assistant', agent: 'Reviews', image: 'Images' }
const nameOf = (key: Json | undefined) => names[String(key)] ?? String(key ?? 'without a model')

function summary(byOperation: JsonObject | undefined, days: number): string {
  const total = pick(byOperation ?? {}, 'total')
  if (!byOperation || micro(byOperation.total) === 0)
    return 'Nothing was spent in this period, so there is little to review.'
  const [now, earlier] = [micro(byOperation.total), micro(byOperation.before)]
  const change =
    earlier === 0
      ? 'Nothing was spent in the days before.'
      : `That is ${Math.abs(Math.round((now / earlier - 1) * 100))}% ${now >= earlier ? 'more' : 'less'} than in the ${days} days before.`
  return `You spent **${total}** in ${inline(byOperation.requests)} requests over ${days} days. ${change}`
}

function table(value: JsonObject | undefined, heading: string): string[] {
  const rows = rowsOf(value, 'parts')
  if (rows.length === 0) return []
  return [
    `| ${heading} | Requests | Spent |`,
    '| --- | ---: | ---: |',
    ...rows
      .slice(0, 6)
      .map((row) => `| ${nameOf(row.key)} | ${inline(row.requests)} | ${pick(row, 'spent')} |`),
    '',
  ]
}

function busiest(byDay: JsonObject | undefined): string[] {
  const day = rowsOf(byDay, 'parts').toSorted((a, b) => micro(b.spent) - micro(a.spent))[0]
  return day ? [`The busiest day was ${inline(day.key)} with ${pick(day, 'spent')}.`] : []
}

function dearest(charges: JsonObject | undefined): string[] {
  const [first] = rowsOf(charges, 'charges')
  if (!first) return []
  return [
    `The dearest request took ${pick(first, 'spent')} on ${inline(first.date)} (${nameOf(first.operation)}${first.model ? ` with ${inline(first.model)}` : ''}).`,
  ]
}

function money(payments: JsonObject | undefined, plan: JsonObject | undefined): string {
  const rows = rowsOf(payments, 'payments')
  const failed = rows.filter(({ status }) => status === 'failed')
  const paid = rows.filter(({ status }) => status !== 'failed')
  return [
    plan
      ? `You are on **${inline(plan.plan)}** with ${inline(plan.creditsPerMonth)} credits a month${plan.renews ? `; it renews on ${inline(plan.renews)}` : ''}.`
      : '',
    paid.length > 0
      ? `${paid.length === 1 ? 'One payment was' : `${paid.length} payments were`} made: ${paid.map((row) => `${pick(row, 'amount')} for ${pick(row, 'what')}`).join(', ')}.`
      : 'No payment was made in this period.',
    failed.length > 0
      ? `${failed.length} failed${failed[0]?.whyItFailed ? `: ${inline(failed[0].whyItFailed)}` : '.'}`
      : '',
  ]
    .filter(Boolean)
    .join(' ')
}

function outlook(forecast: JsonObject | undefined): string {
  if (!forecast) return 'There is no forecast.'
  const what = isObject(forecast.forecast) ? forecast.forecast : {}
  const expiring = rowsOf(forecast, 'expiring')[0]
  return [
    `You have ${pick(forecast, 'available')} left.`,
    what.runsOut ? `At this speed they run out on ${inline(what.runsOut)}.` : '',
    what.lastsUntil ? `At this speed they last until ${inline(what.lastsUntil)}.` : '',
    expiring
      ? `${pick(expiring, 'remaining')} of ${inline(expiring.what)} expire on ${inline(expiring.expires)}.`
      : '',
  ]
    .filter(Boolean)
    .join(' ')
}

function suggestions(byModel: JsonObject | undefined, forecast: JsonObject | undefined): string[] {
  const [dearestModel] = rowsOf(byModel, 'parts')
  const what = forecast && isObject(forecast.forecast) ? forecast.forecast : {}
  const said = [
    ...(dearestModel?.key && dearestModel.key !== 'gpt-5-nano'
      ? [
          `Most went to ${inline(dearestModel.key)}. Short questions cost a fraction of that with GPT-5 nano.`,
        ]
      : []),
    ...(what.runsOut
      ? ['Credits run out before the next ones come: a top-up or a larger plan would bridge that.']
      : []),
  ]
  return said.length > 0
    ? said.map((text) => `- ${text}`)
    : ['- Nothing stands out. Keep going as you do.']
}

const DAY_MS = 24 * 60 * 60_000

function report(question: string, results: ToolResult[]): string {
  const [, from = '', to = ''] = asksForReview.exec(question) ?? []
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1
  const spendings = parsed(results, 'get_spending')
  const by = (group: string) => spendings.find((value) => value.by === group)
  const [forecast] = parsed(results, 'get_forecast')
  const [charges] = parsed(results, 'get_largest_charges')
  const detail = [...busiest(by('day')), ...dearest(charges)].join(' ')
  return [
    '## Summary',
    summary(by('operation'), days),
    '',
    '## Where the credits went',
    ...table(by('operation'), 'For'),
    ...table(by('model'), 'Model'),
    detail || 'Nothing to list.',
    '',
    '## Payments and plan',
    money(parsed(results, 'list_payments')[0], parsed(results, 'get_plan')[0]),
    '',
    '## What comes next',
    outlook(forecast),
    '',
    '## Suggestions',
    ...suggestions(by('model'), forecast),
  ].join('\n')
}

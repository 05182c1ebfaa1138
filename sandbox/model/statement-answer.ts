import { inline, isObject, listIn, pick, type Json, type JsonObject } from './markdown'
import { periodIn, type Period } from './period'

type Line = { day: string; credits: number; row: JsonObject }

const microPerCredit = 1_000_000

/** The credits of an amount, however the tool writes it. */
function creditsOf(amount: Json | undefined): number | undefined {
  if (typeof amount === 'number') return amount
  if (typeof amount === 'string') {
    const digits = /[−-]?\d[\d,]*(\.\d+)?/.exec(amount)?.[0]
    return digits === undefined ? undefined : Number(digits.replace('−', '-').replaceAll(',', ''))
  }
  if (isObject(amount) && typeof amount.micro === 'number') return amount.micro / microPerCredit
  return undefined
}

function linesOf(rows: JsonObject[]): Line[] {
  return rows.flatMap((row) => {
    const credits = creditsOf(row.amount)
    const day = typeof row.date === 'string' ? row.date.slice(0, 10) : undefined
    return credits === undefined || day === undefined ? [] : [{ day, credits, row }]
  })
}

const text = (credits: number) => {
  const digits = Math.abs(credits).toLocaleString('en-US', { maximumFractionDigits: 3 })
  return `${digits} ${digits === '1' ? 'credit' : 'credits'}`
}

const sum = (lines: Line[]) => lines.reduce((total, { credits }) => total + credits, 0)

const isCharge = ({ credits, row }: Line) =>
  credits < 0 && !/^(expired|taken back)/i.test(String(row.what))

const within = (lines: Line[], period: Period | undefined) =>
  period ? lines.filter(({ day }) => day >= period.from && day <= period.to) : lines

const largest = (lines: Line[]) => lines.toSorted((a, b) => a.credits - b.credits)[0]

const described = ({ credits, day, row }: Line) =>
  `**${text(credits)}** on ${inline(day)} (${pick(row, 'what') ?? 'usage'})`

/** The one charge a question is about: the amount it names, or else the newest. */
function whyAnswer(lines: Line[], question: string, period: Period | undefined): string {
  const charges = lines.filter(isCharge)
  const asked = Number(/(\d[\d.,]*)\s*(?:credits?|cr)\b/i.exec(question)?.[1]?.replaceAll(',', ''))
  const near = within(charges, period)
  const meant = Number.isNaN(asked)
    ? near[0]
    : near.find(({ credits }) => Math.abs(-credits - asked) < 0.5)
  const shown = meant ?? charges[0]
  if (!shown) return 'Nothing was charged: the latest lines of your statement hold no charge.'
  const { inputTokens, outputTokens } = shown.row
  return [
    meant
      ? `That was ${described(shown)}.`
      : `I see no such charge on the latest lines of your statement. The newest charge is ${described(shown)}.`,
    ...(typeof inputTokens === 'number' && typeof outputTokens === 'number'
      ? [
          `The model read ${inline(inputTokens)} tokens for it (your question, earlier messages and what was looked up) and wrote ${inline(outputTokens)}; each has its price.`,
        ]
      : []),
    'The Usage page opens every line into its calls.',
  ].join(' ')
}

function periodAnswer(lines: Line[], period: Period, isWhole: boolean): string {
  const charges = within(lines, period).filter(isCharge)
  const oldest = lines.at(-1)?.day ?? ''
  // What is older than the lines given may belong to the period as well.
  const isCut = !isWhole && oldest >= period.from
  const words = period.words.charAt(0).toUpperCase() + period.words.slice(1)
  if (charges.length === 0) return `${words}, nothing was charged${isCut ? ' on these lines' : ''}.`
  const top = largest(charges)
  return [
    `${words} you spent ${isCut ? 'at least ' : ''}**${text(sum(charges))}**, in ${charges.length} ${charges.length === 1 ? 'charge' : 'charges'}.`,
    ...(top && charges.length > 1 ? [`The largest was ${described(top)}.`] : []),
    ...(isCut ? ['Earlier charges are on the Usage page.'] : []),
  ].join(' ')
}

function overview(lines: Line[], isWhole: boolean): string {
  const charges = lines.filter(isCharge)
  const added = lines.filter(({ credits }) => credits > 0)
  const top = largest(charges)
  const since = inline(lines.at(-1)?.day)
  return [
    `${isWhole ? `Since ${since}` : `On the latest ${lines.length === 1 ? 'line' : `${lines.length} lines`}, back to ${since},`} **${text(sum(charges))}** were charged${added.length > 0 ? ` and **${text(sum(added))}** added` : ''}.`,
    ...(top ? [`The largest charge was ${described(top)}.`] : []),
    ...(isWhole ? [] : ['The Usage page has the rest.']),
  ].join(' ')
}

/** What the statement means for the question; the lines themselves are on the card. */
export function statementAnswer(value: Json, question: string): string | undefined {
  const rows = listIn(value)?.rows
  if (!rows) return undefined
  const lines = linesOf(rows)
  if (lines.length === 0) return undefined
  const period = periodIn(question)
  const isWhole = !(isObject(value) && value.older !== undefined)
  const isOfOneCharge =
    /\bwhy\b.*\b(charge|cost|bill|pay|paid|take|took|deduct)/i.test(question) ||
    /\bhow many tokens\b/i.test(question)
  if (isOfOneCharge) return whyAnswer(lines, question, period)
  return period ? periodAnswer(lines, period, isWhole) : overview(lines, isWhole)
}

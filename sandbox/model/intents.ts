import { accountIntents } from './account-intents'
import type { FunctionTool } from './request'

/**
 * What the scripted assistant understands. `asks` finds the intent in the question; `tool` names, best first, the words
 * by which a fitting tool is recognised; `lead` opens the answer from that tool's result. An intent with a `name` is for the tool
 * of that name alone, and keeps the broader ones it `silences` quiet.
 */
export type Intent = {
  key: string
  asks: RegExp
  tool: string[]
  lead: string
  name?: string
  silences?: string[]
}

const broad: Intent[] = [
  {
    key: 'topup',
    asks: /\btop.?(ups?|.{0,12}up)\b|\b(get|need|want|add) (some )?more\b(?! (info|detail|about))|\b(need|want|order) \d[\d,]* credits?\b|\brun(ning)? (out|low)\b|\b(buy|purchase|get|add|order|need)\b.{0,20}\b(more|extra|additional|\d[\d,.]*)\b.{0,12}\bcredits?\b|\b(buy|purchase|recharge|refill)\b.{0,20}\b(credits?|packs?)\b/i,
    tool: ['top', 'topup', 'buy', 'purchase', 'pack', 'checkout'],
    lead: 'Here is the top-up. Nothing is bought until you confirm it on the payment page.',
  },
  {
    key: 'statement',
    asks: /\bstatement\b|\bcharge[ds]?\b|\bwhere (did|do|have|has|are)\b.{0,20}\bcredits?\b|\bspen[dt]\b|\bspending\b|\bcost me\b|\b(credit|account|usage) (history|activity|log)\b|\btransactions?\b|\bused? (up )?(my|so many) credits?\b|\bmy (recent )?usage\b|\bwhy\b.{0,30}\b(credits?|balance)\b|\bwhy\b.{0,40}\bcosts?\b|\bhow many tokens\b|\bwhat happened to\b.{0,20}\bcredits?\b/i,
    tool: ['statement', 'ledger', 'transaction', 'usage', 'history', 'charge', 'spend'],
    lead: 'These are the latest lines of your statement, newest first.',
  },
  {
    key: 'payments',
    asks: /\bpayments?\b|\binvoices?\b|\breceipts?\b|\brefund(s|ed)?\b|\b(have|did|do) i (paid|pay)\b|\bpaid so far\b|\bdeclined\b|\b(my|credit) card\b|\bmoney back\b|\bbilled\b/i,
    tool: ['payment', 'invoice', 'receipt'],
    lead: 'These are your payments.',
  },
  {
    key: 'plan',
    asks: /\b(my|current|which|what|the) plans?\b|\brenew(s|al|ed)?\b|\bsubscri(be|bed|bing|ption|ptions)\b|\bupgrad(e|ing)\b|\bdowngrad(e|ing)\b|\bbilling (cycle|period|date)\b|\bswitch (to|my)\b|\bcancel\b/i,
    tool: ['plan', 'subscription', 'renewal'],
    lead: 'This is your plan.',
  },
  {
    key: 'prices',
    asks: /\bpric(e|es|ed|ing)\b|\bupgrad(e|ing)\b|\bhow does (the )?billing\b|\bhow much (is|are|for|does|do|would)\b.{0,20}\b(pro|business|plans?|\d[\d,]* credits?)\b|\brates?\b|\b(what|how much) (does|do|is|are|would|will)\b.{0,40}\b(costs?|models?|messages?|tokens?|question|chat)\b|\bcosts?\b.{0,25}\b(models?|messages?|tokens?|chat)\b|\b(models?|tokens?)\b.{0,25}\bcosts?\b|\bcheap(er|est)?\b|\bhow expensive\b/i,
    tool: ['price', 'pricing', 'rate', 'cost'],
    lead: 'These are the prices.',
  },
  {
    key: 'balance',
    asks: /\bbalance\b|\bhow (many|much)\b(?! (is|are) \d).{0,20}\b(credits?|left|remain(s|ing)?)\b|\bcredits?\b.{0,20}\b(left|remain|available|do i have|have i got|expire)\b|\bwhat('s| is| do i have) left\b|\b(show|see|check|list) my credits\b|\bany credits\b|\bexpir(e|es|y|ing)\b|\b(unused|left.?over)\b|\broll(s|ed)? over\b|\brun(ning)? (out|low)\b/i,
    tool: ['balance', 'credit'],
    lead: 'This is your balance.',
  },
]

export const intents: Intent[] = [
  ...accountIntents.map((intent) => ({ ...intent, tool: [] })),
  ...broad,
]

const stem = (word: string) =>
  word.toLowerCase().replace(/(ies|s)$/, (end) => (end === 'ies' ? 'y' : ''))
const wordsOf = (text: string) => (text.match(/[A-Z]?[a-z]+|\d+/g) ?? []).map(stem)

/** How well a tool serves an intent: its name counts before its description. 0 when it does not. */
function fit(tool: FunctionTool, intent: Intent): number {
  const inName = new Set(wordsOf(tool.name))
  const inDescription = new Set(wordsOf(tool.description ?? ''))
  let score = 0
  for (const [index, keyword] of intent.tool.entries()) {
    const weight = 1 / (index + 1)
    if (inName.has(stem(keyword))) score += 10 * weight
    else if (index === 0 && inDescription.has(stem(keyword))) score += weight
  }
  return score
}

/** The intents of a question that these tools serve or nothing better does, in the order in which it names them. */
export function intentsOf(question: string, tools: FunctionTool[]): Intent[] {
  const found = intents
    .filter((intent) => !intent.name || toolFor(intent, tools))
    .map((intent) => ({ intent, at: question.search(intent.asks) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)
    .map(({ intent }) => intent)
  const silenced = new Set(found.flatMap(({ silences }) => silences ?? []))
  return found.filter(({ key }) => !silenced.has(key))
}

/** The offered tool that fits the intent best. */
export function toolFor(intent: Intent, tools: FunctionTool[]): FunctionTool | undefined {
  if (intent.name) return tools.find(({ name }) => name === intent.name)
  let best: { tool: FunctionTool; score: number } | undefined
  for (const tool of tools) {
    const score = fit(tool, intent)
    if (score > (best?.score ?? 0)) best = { tool, score }
  }
  return best?.tool
}

/** The intent a tool serves, to find the right words for its result. */
export function intentOfTool(name: string): Intent | undefined {
  const own = intents.find((intent) => intent.name === name)
  if (own) return own
  const tool: FunctionTool = { type: 'function', name }
  return intents
    .map((intent) => ({ intent, score: fit(tool, intent) }))
    .toSorted((a, b) => b.score - a.score)
    .find(({ score }) => score > 0)?.intent
}

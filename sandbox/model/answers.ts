import {
  balanceAnswer,
  paymentsAnswer,
  planAnswer,
  pricesAnswer,
  topUpAnswer,
} from './account-answers'
import { proposalAnswer } from './action-answers'
import { intentOfTool } from './intents'
import { block, inline, isObject, label, table, listIn, type Json } from './markdown'
import { entitlementsAnswer, problemsAnswer, spendingAnswer } from './reading-answers'
import type { ToolResult } from './request'
import { statementAnswer } from './statement-answer'

function parse(output: string): Json {
  try {
    return JSON.parse(output) as Json
  } catch {
    // A tool may answer in words.
    return output
  }
}

/** The tool said that it failed, in one of the usual shapes. */
function failureOf(value: Json): string | undefined {
  if (!isObject(value)) return undefined
  const { error } = value
  if (typeof error === 'string') return error
  if (isObject(error) && typeof error.message === 'string') return error.message
  return undefined
}

const isEmpty = (value: Json) =>
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) &&
    Object.values(value).length > 0 &&
    Object.values(value).every(
      (entry) => entry == null || (Array.isArray(entry) && entry.length === 0),
    ))

/** What a result of the shape we know means; `undefined` for every other shape. */
function meaning(key: string | undefined, value: Json, question: string): string | undefined {
  const proposal = isObject(value) ? proposalAnswer(value, question) : undefined
  if (proposal !== undefined) return proposal
  if (key === 'topup') return topUpAnswer(value, question)
  if (key === 'statement') return statementAnswer(value, question)
  if (!isObject(value)) return undefined
  switch (key) {
    case 'balance':
      return balanceAnswer(value)
    case 'plan':
      return planAnswer(value, question)
    case 'payments':
      return paymentsAnswer(value, question)
    case 'prices':
      return pricesAnswer(value, question)
    case 'spending':
      return spendingAnswer(value)
    case 'payment_problems':
      return problemsAnswer(value)
    case 'entitlements':
      return entitlementsAnswer(value, question)
    default:
      return undefined
  }
}

/** A result nobody wrote a sentence for, shown as it is. */
function shown(name: string, lead: string | undefined, value: Json): string {
  if (isEmpty(value))
    return `There is nothing to show for ${label(name.replace(/^(get|list|read|show)_?/i, '')).toLowerCase()} yet.`
  const list = Array.isArray(value) ? listIn(value) : undefined
  const body = list ? table(list.rows) : block(value)
  return lead === undefined ? body : `${lead}\n\n${body}`
}

function answer({ name, output }: ToolResult, question: string): string {
  const value = parse(output)
  const failure = failureOf(value)
  if (failure !== undefined)
    return `I could not look that up: ${inline(failure)} Nothing was changed on your account.`
  const intent = intentOfTool(name)
  return meaning(intent?.key, value, question) ?? shown(name, intent?.lead, value)
}

/** The answer to a question from what its tools gave. Says nothing that is not in the results. */
export function answerFrom(results: ToolResult[], question: string): string {
  return results.map((result) => answer(result, question)).join('\n\n')
}

import 'server-only'
import type { JSONValue } from 'ai'
import type { ActionStatus, AnyProposal } from './view'

const words: Record<ActionStatus, string> = {
  proposed: 'Shown to the user as a card. Nothing is done unless they confirm it there.',
  expired: 'Not confirmed in time. Nothing was done.',
  running: 'Confirmed by the user, being done now.',
  unsure: 'Confirmed by the user, but it is not known how it ended.',
  done: 'Confirmed by the user and done.',
  failed: 'Confirmed by the user, but it could not be done. Nothing was charged.',
  declined: 'The user said no. Nothing was done.',
}

/** Of an amount the words are enough. Addresses are for the card: to a model they are tokens to pay for, and a thing to leak. */
function shorten(value: JSONValue | undefined): JSONValue | undefined {
  if (typeof value === 'string') return /^https?:\/\//.test(value) ? undefined : value
  if (Array.isArray(value)) return value.map((item) => shorten(item) ?? null)
  if (typeof value !== 'object' || value === null) return value ?? undefined
  const { text, micro, minor } = value as Record<string, JSONValue>
  if (typeof text === 'string' && (micro ?? minor) !== undefined) return text
  const entries = Object.entries(value).map(([key, inner]) => [key, shorten(inner)] as const)
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined))
}

export const isProposal = (output: unknown): output is AnyProposal =>
  typeof output === 'object' && output !== null && 'token' in output && 'preview' in output

/**
 * What a model is told of a tool's output, in the same turn and in the next. Of a proposal its terms and what has become of it,
 * and nothing that would approve it.
 */
export function told(output: unknown): JSONValue {
  const facts = isProposal(output) ? factsOf(output) : (output ?? null)
  return shorten(JSON.parse(JSON.stringify(facts)) as JSONValue) ?? null
}

const factsOf = ({ action, preview, status, outcome, problem }: AnyProposal) => ({
  action,
  status: words[status],
  terms: preview,
  outcome,
  problem,
})

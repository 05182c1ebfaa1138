import { operations } from '@/lib/catalogue'
import type { EntryKind, GrantKind, StatementEntry, StatementLine } from '@/lib/credits'
import type { StatementKind } from '@/lib/credits/statement-filter'
import { operationName } from '@/lib/operation-name'

/** What a statement is narrowed to. */
export const filterNames: Record<StatementKind, string> = {
  all: 'All',
  spent: 'Spent',
  added: 'Credits added',
  expired: 'Expired',
  taken_back: 'Taken back',
  repaid: 'Debt repaid',
  held: 'Held and given back',
}

/** Said beside a bucket's reason; plans and top-ups are named by the reason itself. */
export const kindNotes: Record<GrantKind, string> = {
  plan: '',
  topup: '',
  promo: 'promotion',
  manual: 'from us',
  overage: 'on the next invoice',
}

const entryNames: Record<EntryKind, string> = {
  grant: 'Credits added',
  burn: 'Charge',
  release: 'Held and given back',
  lapse: 'Held and given back',
  expire: 'Expired',
  clawback: 'Payment returned',
  reinstate: 'Given back',
  repay: 'Debt repaid',
}

const grantNames: Record<GrantKind, string> = {
  plan: 'Plan credits',
  topup: 'Top-up',
  promo: 'Promotion',
  manual: 'From us',
  overage: 'Overage',
}

const unitNames: Record<string, string> = Object.fromEntries(
  Object.entries(operations).map(([key, { unit }]) => [key, unit]),
)

/** What a line is called. */
export function lineTitle(line: StatementLine): string {
  if (line.kind === 'burn') {
    const operation = line.detail?.operation
    // A program asks the models without the assistant.
    if (operation === 'chat' && line.detail?.apiKey) return 'API'
    return operation ? operationName(operation) : entryNames.burn
  }
  // Taken back by the invoice line that gave its money back.
  if (line.kind === 'clawback' && line.detail?.invoiceLine) return 'Plan changed'
  const bucket = line.buckets[0]
  return line.kind === 'grant' && bucket ? grantNames[bucket.kind] : entryNames[line.kind]
}

const count = (many: number, one: string) => `${many} ${one}${many === 1 ? '' : 's'}`

/** What stands smaller beside it. */
export function lineNote(line: StatementLine): string {
  const reason = line.buckets[0]?.reason
  if (line.kind === 'release') return 'the operation never ran'
  if (line.kind === 'lapse') return 'nothing more was heard of the operation'
  if (line.kind === 'clawback') return reason ? `${reason}: taken back` : 'taken back'
  if (line.kind === 'repay') return reason ? `from ${reason}` : ''
  if (line.kind !== 'burn') return reason ?? ''
  const models = [...new Set(line.calls.flatMap(({ detail }) => detail?.model ?? []))]
  const key = line.detail?.apiKey
  return [
    key ? `key ${key.prefix}…` : '',
    models.join(', '),
    line.calls.length > 1 ? count(line.calls.length, 'call') : '',
  ]
    .filter(Boolean)
    .join(', ')
}

type Tokens = {
  inputTokens?: number
  cachedTokens?: number
  outputTokens?: number
  reasoningTokens?: number
}

/** `1,200 tokens in (1,024 of them cached), 300 out (64 of them reasoning)`. */
export function tokensText(tokens: Tokens): string {
  const number = (value = 0) => value.toLocaleString('en-US')
  const part = (of: number | undefined, what: string) =>
    of ? ` (${number(of)} of them ${what})` : ''
  const { inputTokens, cachedTokens, outputTokens, reasoningTokens } = tokens
  return [
    `${number(inputTokens)} tokens in${part(cachedTokens, 'cached')}`,
    `${number(outputTokens)} out${part(reasoningTokens, 'reasoning')}`,
  ].join(', ')
}

/** What a call took, in words: its tokens, or its units; empty for what has neither. */
export function callText({ detail }: StatementEntry): string {
  if (detail?.inputTokens !== undefined) return tokensText(detail)
  if (detail?.units === undefined) return ''
  const unit = unitNames[detail.operation] ?? 'unit'
  return count(detail.units, unit)
}

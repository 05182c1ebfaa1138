import type { EntryKind, GrantKind, StatementEntry, StatementLine } from '@/lib/credits'

/** Said beside a bucket's reason; plans and top-ups are named by the reason itself. */
export const kindNotes: Record<GrantKind, string> = {
  plan: '',
  topup: '',
  promo: 'promotion',
  manual: 'from us',
}

const entryNames: Record<EntryKind, string> = {
  grant: 'Credits added',
  burn: 'Charge',
  release: 'Held and given back',
  lapse: 'Held and given back',
  expire: 'Run out',
  clawback: 'Taken back',
  reinstate: 'Given back',
  repay: 'Debt repaid',
}

const grantNames: Record<GrantKind, string> = {
  plan: 'Plan credits',
  topup: 'Top-up',
  promo: 'Promotion',
  manual: 'From us',
}

const operationNames: Record<string, string> = { chat: 'Assistant' }

/** What a line is called. */
export function lineTitle(line: StatementLine): string {
  if (line.kind === 'burn') {
    const operation = line.detail?.operation
    return operation ? (operationNames[operation] ?? operation) : entryNames.burn
  }
  const bucket = line.buckets[0]
  return line.kind === 'grant' && bucket ? grantNames[bucket.kind] : entryNames[line.kind]
}

const count = (many: number, one: string) => `${many} ${one}${many === 1 ? '' : 's'}`

/** What stands smaller beside it. */
export function lineNote(line: StatementLine): string {
  if (line.kind !== 'burn') return line.buckets[0]?.reason ?? ''
  const models = [...new Set(line.calls.flatMap(({ detail }) => detail?.model ?? []))]
  return [models.join(', '), line.calls.length > 1 ? count(line.calls.length, 'call') : '']
    .filter(Boolean)
    .join(', ')
}

/** The tokens of a call, in words; empty for what has none. */
export function tokenText({ detail }: StatementEntry): string {
  if (!detail || detail.inputTokens === undefined) return ''
  const number = (value: number) => value.toLocaleString('en-US')
  const cached = detail.cachedTokens ? `, ${number(detail.cachedTokens)} of them cached` : ''
  return `${number(detail.inputTokens)} tokens in${cached}, ${number(detail.outputTokens ?? 0)} out`
}

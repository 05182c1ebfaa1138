import 'server-only'
import type { Db } from '@/lib/db'
import { exactCredits } from './decimal'
import { readEntries, toEntries } from './entries'
import type { StatementFilter } from './statement-filter'
import type { StatementEntry } from './types'

export const exportFormats = ['csv', 'json'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** Entries read and written at a time: what one export keeps in memory. */
const batchSize = 500

/** Amounts twice: whole micro-credits for programs, credits with every decimal for people. Prices are per 1,000,000 tokens. */
function toRow(entry: StatementEntry) {
  const { detail, buckets } = entry
  return {
    number: entry.seq,
    time: entry.at,
    kind: entry.kind,
    delta_micro: entry.delta,
    delta_credits: exactCredits(entry.delta),
    debt_delta_micro: entry.debtDelta,
    debt_delta_credits: exactCredits(entry.debtDelta),
    balance_after_micro: entry.balanceAfter,
    balance_after_credits: exactCredits(entry.balanceAfter),
    operation: detail?.operation ?? null,
    request_id: detail?.requestId ?? null,
    model: detail?.model ?? null,
    input_tokens: detail?.inputTokens ?? null,
    cached_tokens: detail?.cachedTokens ?? null,
    output_tokens: detail?.outputTokens ?? null,
    estimated: detail?.estimated ?? false,
    price_micro: detail?.price ?? null,
    buckets: buckets.map(({ grantId, amount, kind, reason }) => ({
      bucket: grantId,
      kind,
      reason,
      amount_micro: amount,
      amount_credits: exactCredits(amount),
    })),
    paid_by: [...new Set(buckets.flatMap(({ paidBy }) => paidBy ?? []))],
    operation_key: entry.operationKey,
  }
}

type Row = ReturnType<typeof toRow>

/** A cell of text. What a spreadsheet would run as a formula gets an apostrophe in front: it is text, and stays it. */
export function textCell(value: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const numberCell = (value: number | string | null): string => (value === null ? '' : String(value))

const listCell = (values: readonly string[]): string => textCell(values.join('; '))

/** The columns in order, each with its cell. */
const columns: readonly (readonly [name: string, cell: (row: Row) => string])[] = [
  ['number', (row) => numberCell(row.number)],
  ['time', (row) => textCell(row.time)],
  ['kind', (row) => textCell(row.kind)],
  ['delta_micro', (row) => numberCell(row.delta_micro)],
  ['delta_credits', (row) => numberCell(row.delta_credits)],
  ['debt_delta_micro', (row) => numberCell(row.debt_delta_micro)],
  ['debt_delta_credits', (row) => numberCell(row.debt_delta_credits)],
  ['balance_after_micro', (row) => numberCell(row.balance_after_micro)],
  ['balance_after_credits', (row) => numberCell(row.balance_after_credits)],
  ['operation', (row) => textCell(row.operation ?? '')],
  ['request_id', (row) => textCell(row.request_id ?? '')],
  ['model', (row) => textCell(row.model ?? '')],
  ['input_tokens', (row) => numberCell(row.input_tokens)],
  ['cached_tokens', (row) => numberCell(row.cached_tokens)],
  ['output_tokens', (row) => numberCell(row.output_tokens)],
  ['estimated', (row) => String(row.estimated)],
  ['price_micro', (row) => pairs(row.price_micro)],
  [
    'buckets',
    (row) =>
      listCell(row.buckets.map((part) => `${part.bucket} ${part.reason} ${part.amount_credits}`)),
  ],
  ['paid_by', (row) => listCell(row.paid_by)],
  ['operation_key', (row) => textCell(row.operation_key)],
]

const pairs = (price: Row['price_micro']): string =>
  listCell(Object.entries(price ?? {}).map(([unit, amount]) => `${unit} ${amount}`))

/** The account's matching entries, oldest first, up to the newest one of when it began: a moment's picture. */
async function* batches(db: Db, userId: string, filter: StatementFilter): AsyncGenerator<Row[]> {
  const newest = await db.creditEntry.findFirst({
    where: { userId },
    orderBy: { seq: 'desc' },
    select: { seq: true },
  })
  const upTo = newest?.seq ?? 0n
  let above = 0n
  for (;;) {
    const range = { above, upTo, order: 'oldest first', limit: batchSize, own: false } as const
    const rows = await readEntries(db, userId, range, filter)
    if (rows.length > 0) yield (await toEntries(db, userId, rows)).map(toRow)
    if (rows.length < batchSize) return
    above = rows.at(-1)?.seq ?? upTo
  }
}

async function* csv(source: AsyncIterable<Row[]>): AsyncGenerator<string> {
  const line = (cells: string[]) => `${cells.join(',')}\r\n`
  yield line(columns.map(([name]) => name))
  for await (const rows of source)
    yield rows.map((row) => line(columns.map(([, cell]) => cell(row)))).join('')
}

async function* json(source: AsyncIterable<Row[]>): AsyncGenerator<string> {
  let before = '[\n'
  for await (const rows of source) {
    yield before + rows.map((row) => JSON.stringify(row)).join(',\n')
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

const writers = { csv, json }

/**
 * The statement for programs and spreadsheets: one row an entry, as CSV (RFC 4180) or as a JSON array, in pieces of 500 entries,
 * each read when the one before was taken.
 */
export function exportStatement(
  db: Db,
  userId: string,
  { format, filter }: { format: ExportFormat; filter: StatementFilter },
): AsyncGenerator<string> {
  return writers[format](batches(db, userId, filter))
}

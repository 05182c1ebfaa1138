import 'server-only'
import { readBalanceView, type BalanceView } from '@/lib/balance-view'
import { receiptsOf, type Receipt } from '@/lib/billing/receipts'
import {
  exportFormats,
  exportStatement,
  roll,
  statement,
  usedModels,
  type ExportFormat,
  type StatementLine,
} from '@/lib/credits'
import { parseFilter, type StatementFilter } from '@/lib/credits/statement-filter'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'

export type Usage = {
  balance: BalanceView
  lines: StatementLine[]
  /** Payments by the name the ledger has for them (`paidBy`). */
  receipts: Record<string, Receipt>
  nextCursor: string | null
  /** What a filter by model may offer. */
  models: string[]
}

/** The usage page: the balance, a page of the narrowed statement newest first, and the payments its credits name. */
export async function readUsage(
  userId: string,
  {
    cursor,
    limit,
    filter,
  }: { cursor?: string | undefined; limit: number; filter?: StatementFilter },
): Promise<Usage> {
  // The balance first: reading it brings due expiries and monthly credits to the statement.
  const balance = await readBalanceView(userId)
  const [{ lines, nextCursor }, models] = await Promise.all([
    statement(db(), userId, { cursor: cursor ?? null, limit, ...(filter && { filter }) }),
    usedModels(db(), userId),
  ])
  const named = [...lines.flatMap(({ buckets }) => buckets), ...balance.buckets]
  const receipts = await receiptsOf(
    userId,
    named.flatMap(({ paidBy }) => paidBy ?? []),
  )
  return { balance, lines, receipts, nextCursor, models }
}

export type ExportRequest = { format: ExportFormat; filter: StatementFilter }

/** Reads `?format=` and the statement's filter. Throws `bad_request` with the first problem. */
export function exportRequest(query: URLSearchParams): ExportRequest {
  const { format, ...rest } = Object.fromEntries(query)
  const known = exportFormats.find((name) => name === format)
  if (!known) throw new AppError('bad_request', `format is one of ${exportFormats.join(', ')}.`)
  const filter = parseFilter(rest)
  if (!filter.ok) throw new AppError('bad_request', filter.problem)
  return { format: known, filter: filter.filter }
}

const mediaTypes: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
}

/** `credits-2026-11-01-to-2026-11-21.csv`: the days it covers, the last being today's unless told. */
function fileName({ format, filter: { kind, from, to } }: ExportRequest): string {
  const last = to ?? clock.now().toISOString().slice(0, 10)
  const parts = ['credits', ...(kind === 'all' ? [] : [kind.replace('_', '-')])]
  return `${[...parts, ...(from ? [from, 'to'] : ['until']), last].join('-')}.${format}`
}

/** The statement as a file. What it is made of is read while it is fetched, and no longer when that is broken off. */
export async function exportUsage(userId: string, request: ExportRequest): Promise<Response> {
  await roll(db(), { userId })
  const pieces = exportStatement(db(), userId, request)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      },
      async cancel() {
        await pieces.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, {
    headers: {
      'Content-Type': mediaTypes[request.format],
      'Content-Disposition': `attachment; filename="${fileName(request)}"`,
      'Cache-Control': 'no-store',
    },
  })
}

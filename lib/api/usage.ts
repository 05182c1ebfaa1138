import 'server-only'
import { z } from 'zod'
import { roll, statement, type StatementEntry, type StatementLine } from '@/lib/credits'
import { inOrder, strictFilter } from '@/lib/credits/statement-filter'
import { db } from '@/lib/db'

export const usageQuery = z.strictObject({
  ...strictFilter.shape,
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('Lines a page.'),
  cursor: z
    .string()
    .regex(/^\d{1,15}-\d{1,15}$/, 'is not a cursor: send back the `next_cursor` of the page before')
    .optional()
    .describe('`next_cursor` of the page before.'),
})

const amount = (what: string) => z.int().describe(`${what}, in micro-credits.`)

const call = z.object({
  time: z.iso.datetime(),
  amount: amount('What this call moved: negative for a charge'),
  model: z.string().nullable(),
  input_tokens: z.int().nullable(),
  cached_tokens: z.int().nullable(),
  output_tokens: z.int().nullable(),
  units: z.int().nullable(),
  estimated: z.boolean().describe('The provider never said what was used.'),
})

export const usageLine = z.object({
  id: z.int().describe('The number of the line’s newest entry in the account’s statement.'),
  time: z.iso.datetime(),
  kind: z.enum(['grant', 'repay', 'burn', 'release', 'lapse', 'expire', 'clawback', 'reinstate']),
  amount: amount('What the line moved: negative for a charge'),
  debt_delta: amount('What it added to the debt'),
  balance_after: amount('The balance after it'),
  operation: z.string().nullable(),
  request_id: z.string().nullable().describe('`x-request-id` of what was asked for.'),
  api_key: z.object({ id: z.string(), prefix: z.string() }).nullable(),
  calls: z.array(call).describe('What a charge is made of, oldest first.'),
  buckets: z.array(
    z.object({ kind: z.string(), reason: z.string(), amount: amount('What this bucket gave') }),
  ),
})

export const usageBody = z.object({
  object: z.literal('list'),
  data: z.array(usageLine),
  has_more: z.boolean(),
  next_cursor: z.string().nullable(),
})

const toCall = ({ at, delta, detail }: StatementEntry): z.output<typeof call> => ({
  time: at,
  amount: delta,
  model: detail?.model ?? null,
  input_tokens: detail?.inputTokens ?? null,
  cached_tokens: detail?.cachedTokens ?? null,
  output_tokens: detail?.outputTokens ?? null,
  units: detail?.units ?? null,
  estimated: detail?.estimated ?? false,
})

const toLine = (line: StatementLine): z.output<typeof usageLine> => ({
  id: line.seq,
  time: line.at,
  kind: line.kind,
  amount: line.delta,
  debt_delta: line.debtDelta,
  balance_after: line.balanceAfter,
  operation: line.detail?.operation ?? null,
  request_id: line.detail?.requestId ?? null,
  api_key: line.detail?.apiKey ?? null,
  calls: line.calls.map(toCall),
  buckets: line.buckets.map(({ kind, reason, amount }) => ({ kind, reason, amount })),
})

/** A page of the statement, newest first; the calls of one request are one line. */
export async function readApiUsage(
  userId: string,
  { limit, cursor, ...filter }: z.output<typeof usageQuery>,
): Promise<z.output<typeof usageBody>> {
  // What is due stands on the statement first, as on the usage page.
  await roll(db(), { userId })
  const page = { limit, cursor: cursor ?? null, filter: inOrder(filter) }
  const { lines, nextCursor } = await statement(db(), userId, page)
  return {
    object: 'list',
    data: lines.map(toLine),
    has_more: nextCursor !== null,
    next_cursor: nextCursor,
  }
}

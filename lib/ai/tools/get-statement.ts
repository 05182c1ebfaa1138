import 'server-only'
import { z } from 'zod'
import { statement, type StatementLine } from '@/lib/credits'
import { db } from '@/lib/db'
import { operationName } from '@/lib/operation-name'
import { amount, day } from './amounts'
import { quote, type Quoted } from './quote'
import { typedTool } from './typed-tool'

const LINES = 12

const kinds: Record<StatementLine['kind'], string> = {
  grant: 'credits added',
  burn: 'charged',
  release: 'held and given back',
  lapse: 'held and given back',
  expire: 'expired',
  clawback: 'taken back after a refund or dispute',
  reinstate: 'given back',
  repay: 'debt repaid',
}

/** What a line is, in our words; what the credits were given for is in the words of whoever gave them. */
function describe(line: StatementLine): { what: string; reason?: Quoted } {
  const reason = line.buckets[0]?.reason
  if (line.kind !== 'burn')
    return { what: kinds[line.kind], ...(reason && { reason: quote(reason) }) }
  const { operation, model } = line.detail ?? {}
  const calls = line.calls.length > 1 ? `, ${line.calls.length} model calls` : ''
  const name = operation ? operationName(operation) : 'Usage'
  return { what: `${name}${model ? ` with ${model}` : ''}${calls}` }
}

const tokens = (line: StatementLine, of: 'inputTokens' | 'outputTokens') =>
  line.calls.reduce((sum, call) => sum + (call.detail?.[of] ?? 0), 0)

export const getStatement = (userId: string) =>
  typedTool({
    description:
      'The latest lines of the statement, each credit and charge with amount, reason, tokens and balance after.',
    inputSchema: z.object({
      lines: z.number().int().min(1).max(LINES).optional().describe('How many; all by default'),
    }),
    execute: async ({ lines: limit = LINES }) => {
      const { lines, nextCursor } = await statement(db(), userId, { limit })
      return {
        lines: lines.map((line) => ({
          date: day(line.at),
          ...describe(line),
          amount: amount(line.delta),
          balanceAfter: amount(line.balanceAfter),
          ...(line.kind === 'burn' && {
            inputTokens: tokens(line, 'inputTokens'),
            outputTokens: tokens(line, 'outputTokens'),
          }),
        })),
        ...(nextCursor !== null && { older: 'on the usage page' }),
      }
    },
  })

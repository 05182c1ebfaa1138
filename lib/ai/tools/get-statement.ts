import 'server-only'
import { tool } from 'ai'
import { z } from 'zod'
import { statement, type StatementLine } from '@/lib/credits'
import { db } from '@/lib/db'
import { amount, day } from './amounts'

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

function describe(line: StatementLine): string {
  const reason = line.buckets[0]?.reason
  if (line.kind !== 'burn') return reason ? `${kinds[line.kind]}: ${reason}` : kinds[line.kind]
  const calls = line.calls.length > 1 ? `, ${line.calls.length} model calls` : ''
  return `${line.detail?.operation ?? 'usage'} with ${line.detail?.model ?? 'a model'}${calls}`
}

const tokens = (line: StatementLine, of: 'inputTokens' | 'outputTokens') =>
  line.calls.reduce((sum, call) => sum + (call.detail?.[of] ?? 0), 0)

export const getStatement = (userId: string) =>
  tool({
    description:
      'Where credits came from and went: the latest lines of the statement with amount, reason, tokens and balance after.',
    inputSchema: z.object({
      lines: z.number().int().min(1).max(LINES).optional().describe('How many; all by default'),
    }),
    execute: async ({ lines: limit = LINES }) => {
      const { lines, nextCursor } = await statement(db(), userId, { limit })
      return {
        lines: lines.map((line) => ({
          date: day(line.at),
          what: describe(line),
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

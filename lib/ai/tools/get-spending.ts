import 'server-only'
import { z } from 'zod'
import { clock } from '@/lib/clock'
import { roll, spending, spendingGroups } from '@/lib/credits'
import { db } from '@/lib/db'
import { amount } from './amounts'
import { daysOf, periods } from './periods'
import { typedTool } from './typed-tool'

export const getSpending = (userId: string) =>
  typedTool({
    description:
      'Where the credits went: what was spent in a period, added up by operation, model or day, with a chart.',
    inputSchema: z.object({
      by: z.enum(spendingGroups).optional().describe('operation by default'),
      period: z.enum(periods).optional().describe('last_30_days by default'),
    }),
    execute: async ({ by = 'operation', period = 'last_30_days' }) => {
      await roll(db(), { userId })
      const { from, to } = daysOf(period, clock.now())
      const parts = await spending(db(), userId, { by, from, to })
      return {
        by,
        period,
        from,
        to,
        total: amount(parts.reduce((sum, { spent }) => sum + spent, 0)),
        parts: parts.map((part) => ({ ...part, spent: amount(part.spent) })),
      }
    },
  })

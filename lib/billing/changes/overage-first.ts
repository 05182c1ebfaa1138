import 'server-only'
import { bucketsUnder } from '@/lib/credits'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { runningPeriod } from '../overage/period'
import type { Change } from './current'

/**
 * Overage is billed at the end of a month, and a yearly plan has none: whoever has agreed to it, or has used it in the month
 * that runs, turns it off and lets it be billed first. Throws `conflict`.
 */
export async function assertOverageBilled(
  userId: string,
  { from, to }: Pick<Change, 'from' | 'to'>,
): Promise<void> {
  if (from.interval === 'year' || to.interval === 'month') return
  const setting = await db().overage.findUnique({ where: { userId } })
  if (!setting) return
  if (setting.enabled)
    throw new AppError(
      'conflict',
      'Yearly plans have no overage. Turn overage off first. Nothing was charged.',
    )
  const period = await runningPeriod(db(), setting)
  const used = period ? await bucketsUnder(db(), userId, period.prefix) : []
  if (used.some(({ burned }) => burned > 0))
    throw new AppError(
      'conflict',
      'This month’s overage is billed with the next renewal; after it the plan can be changed to yearly. Nothing was charged.',
    )
}

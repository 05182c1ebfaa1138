import 'server-only'
import { clock } from '@/lib/clock'
import { bucketsUnder } from '@/lib/credits'
import { db, type Db } from '@/lib/db'
import { log } from '@/lib/log'
import { inTransaction } from '../sync/effect'
import { overagePrefix } from './period'
import { milliCredits } from './price'

const minuteMs = 60_000
/** Stripe finalises a period's invoice an hour after its end: so long, less a margin, late news still belongs to it. */
const lateMs = 45 * minuteMs
/** Buckets this long past their end have nothing under way any more. */
const settledMs = 2 * 24 * 60 * minuteMs

/**
 * Writes down what has been spent of overage and not been reported yet, one row for each bucket that moved: its id is the
 * meter event's identifier. A row is whole thousandths of a credit; what is less than one waits for the next.
 */
export async function noteOverage(): Promise<number> {
  let noted = 0
  let after: string | undefined
  while (true) {
    const settings = await db().overage.findMany({
      where: after === undefined ? {} : { userId: { gt: after } },
      orderBy: { userId: 'asc' },
      select: { userId: true },
      take: 200,
    })
    for (const { userId } of settings)
      try {
        noted += await inTransaction((tx) => noteOf(tx, userId))
      } catch (error) {
        log.error({ err: error, userId }, 'overage could not be noted')
      }
    after = settings.at(-1)?.userId
    if (settings.length < 200) return noted
  }
}

async function noteOf(tx: Db, userId: string): Promise<number> {
  // Whoever notes for this account at once waits here, and then sees what was noted.
  await tx.$queryRaw`select 1 from "Overage" where "userId" = ${userId}::uuid for update`
  const now = clock.now()
  const buckets = (await bucketsUnder(tx, userId, overagePrefix)).filter(
    ({ expiresAt }) => expiresAt !== null && expiresAt.getTime() > now.getTime() - settledMs,
  )
  let noted = 0
  for (const { sourceKey, burned, expiresAt } of buckets) {
    const { _sum } = await tx.overageReport.aggregate({
      where: { userId, sourceKey },
      _sum: { quantity: true },
    })
    const quantity = milliCredits(burned) - Number(_sum.quantity ?? 0n)
    if (quantity <= 0) continue
    const occurredAt = timeOf(now, expiresAt ?? now)
    await tx.overageReport.create({
      data: { userId, sourceKey, quantity: BigInt(quantity), occurredAt, nextTryAt: now },
    })
    noted += 1
  }
  return noted
}

/** Which period a report falls into: that of its bucket, as long as Stripe still takes it for that one. */
function timeOf(now: Date, periodEnd: Date): Date {
  const late = now.getTime() - periodEnd.getTime()
  return late >= 0 && late < lateMs ? new Date(periodEnd.getTime() - 1_000) : now
}

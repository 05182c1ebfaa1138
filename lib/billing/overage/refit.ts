import 'server-only'
import { clock } from '@/lib/clock'
import { bucketsUnder, lockAccount } from '@/lib/credits'
import type { Db } from '@/lib/db'
import { capCredits, closeOverage, fitOverage } from './open'
import { runningPeriod } from './period'

/** Ends the consent and takes back what is open and neither spent nor held. */
export async function disable(tx: Db, userId: string): Promise<void> {
  const { count } = await tx.overage.updateMany({
    where: { userId, enabled: true },
    data: { enabled: false, consentedAt: null, updatedAt: clock.now() },
  })
  if (count === 0) return
  await lockAccount(tx, userId)
  await closeOverage(tx, userId)
}

/** Makes what is open of this period what the cap says; what was never needed is not opened. */
export async function refit(tx: Db, userId: string): Promise<void> {
  const setting = await tx.overage.findUniqueOrThrow({ where: { userId } })
  await lockAccount(tx, userId)
  const period = await runningPeriod(tx, setting)
  if (!period || (await bucketsUnder(tx, userId, period.prefix)).length === 0) return
  await fitOverage(tx, userId, period, capCredits(setting))
}

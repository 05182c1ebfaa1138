import 'server-only'
import { bucketsUnder } from '@/lib/credits'
import { microCredits, type MicroCredits } from '@/lib/credits/unit'
import { db } from '@/lib/db'
import { capCredits } from './open'
import { runningPeriod } from './period'
import { costOf, milliCredits } from './price'
import { overageOffer } from './settings'

export type OverageView = {
  /** What it costs on the user's plan; else why it is not offered. */
  offer: { perThousandMinor: number } | { reason: string }
  setting: { enabled: boolean; capMinor: number; perThousandMinor: number } | null
  /** In the period that runs: what was spent past the balance, and what the next invoice will hold for it. */
  period: {
    used: MicroCredits
    usedMinor: number
    cap: MicroCredits
    /** ISO 8601. */
    end: string
  } | null
}

/** Everything the billing page says of overage. Amounts of money in the smallest unit. */
export async function overageView(userId: string): Promise<OverageView> {
  const [offer, setting] = await Promise.all([
    overageOffer(userId),
    db().overage.findUnique({ where: { userId } }),
  ])
  const period = setting && (await runningPeriod(db(), setting))
  const buckets = period ? await bucketsUnder(db(), userId, period.prefix) : []
  const used = microCredits(buckets.reduce((sum, { burned }) => sum + burned, 0))
  const milli = buckets.reduce((sum, { burned }) => sum + milliCredits(burned), 0)
  return {
    offer: 'reason' in offer ? offer : { perThousandMinor: offer.perThousandMinor },
    setting: setting && {
      enabled: setting.enabled,
      capMinor: Number(setting.capMinor),
      perThousandMinor: Number(setting.perThousandMinor),
    },
    period: setting &&
      period && {
        used,
        usedMinor: costOf(milli, Number(setting.perThousandMinor)),
        cap: capCredits(setting),
        end: period.end.toISOString(),
      },
  }
}

/** Whether more may be spent than the balance shows. */
export async function overageIsOn(userId: string): Promise<boolean> {
  const setting = await db().overage.findUnique({ where: { userId } })
  return setting?.enabled === true && (await runningPeriod(db(), setting)) !== null
}

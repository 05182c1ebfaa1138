import 'server-only'
import type { Overage } from '@/prisma/generated/client'
import { currency } from '@/lib/catalogue'
import { bucketsUnder } from '@/lib/credits'
import { db } from '@/lib/db'
import { enqueueMail } from '@/lib/email/outbox'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { capCredits } from './open'
import { runningPeriod } from './period'

/** What is left by then lets hardly anything through: operations reserve more than they come to cost. */
const leftPerCent = 2

/** Tells whose overage has come to its cap, once for each period and cap. */
export async function mailCaps(): Promise<void> {
  const settings = await db().overage.findMany({ where: { enabled: true } })
  for (const setting of settings)
    try {
      await mailCap(setting)
    } catch (error) {
      log.error({ err: error, userId: setting.userId }, 'overage cap could not be mailed')
    }
}

async function mailCap(setting: Overage): Promise<void> {
  const { userId, capMinor } = setting
  const period = await runningPeriod(db(), setting)
  if (!period) return
  const buckets = await bucketsUnder(db(), userId, period.prefix)
  const burned = buckets.reduce((sum, bucket) => sum + bucket.burned, 0)
  const cap = capCredits(setting)
  if ((cap - burned) * 100 > cap * leftPerCent) return
  const { email } = await db().user.findUniqueOrThrow({
    where: { id: userId },
    select: { email: true },
  })
  await enqueueMail(db(), {
    dedupeKey: `overage_cap:${period.prefix}:${capMinor}`,
    to: email,
    template: 'overage_cap',
    props: {
      capMinor: Number(capMinor),
      currency,
      periodEnd: period.end.toISOString(),
      appUrl: env().APP_URL,
    },
  })
}

import 'server-only'
import {
  creditsText,
  forecastOf,
  readBalance,
  takeLowNotices,
  type Forecast,
  type LowNotice,
} from '@/lib/credits'
import { db, type Db } from '@/lib/db'
import { enqueueMail } from '@/lib/email/outbox'
import { env } from '@/lib/env'

/** So many in one run; the rest waits for the next. */
const MOST = 1_000

/**
 * Decides on a mail to everybody whose credits have fallen to a fifth of a month's since the last time. A crossing is taken
 * and its mail decided on in one transaction, so that whatever breaks, and however many processes do this, each crossing has
 * one mail. One crossing at a time: its account is locked until then, and the user's next charge waits. Answers how many.
 */
export async function noticeLowBalances(): Promise<number> {
  for (let noticed = 0; noticed < MOST; noticed += 1)
    if (!(await db().$transaction((tx) => noticeNext(tx)))) return noticed
  return MOST
}

/** Answers whether there was one. */
async function noticeNext(tx: Db): Promise<boolean> {
  const [notice] = await takeLowNotices(tx, { limit: 1 })
  if (!notice) return false
  const { userId } = notice
  const { low, buckets } = await readBalance(tx, userId)
  // A month's credits were due and have just come: there is nothing to tell any more. Nor of overage that runs low: who has
  // come to that was told when their own credits did.
  const onAccount = buckets.some(({ kind }) => kind === 'overage')
  if (low && !onAccount) await mail(tx, notice, await forecastOf(tx, userId, buckets))
  return true
}

async function mail(tx: Db, notice: LowNotice, forecast: Forecast): Promise<void> {
  const { userId, balance, mark, seq } = notice
  const { email } = await tx.user.findUniqueOrThrow({
    where: { id: userId },
    select: { email: true },
  })
  await enqueueMail(tx, {
    dedupeKey: `low-balance:${userId}:${seq}`,
    to: email,
    template: 'low_balance',
    props: {
      left: creditsText(balance),
      mark: creditsText(mark),
      empty: balance <= 0,
      runsOutAt: forecast.outcome === 'runs_out' ? forecast.at : null,
      appUrl: env().APP_URL,
    },
  })
}

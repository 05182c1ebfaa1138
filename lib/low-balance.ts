import 'server-only'
import { formatCredits, takeLowNotices, type LowNotice } from '@/lib/credits'
import { db, type Db } from '@/lib/db'
import { enqueueMail } from '@/lib/email/outbox'
import { env } from '@/lib/env'

/** So many crossings in one transaction: their accounts are locked until it ends, and each of them waits for a charge. */
const BATCH = 50

/**
 * Decides on a mail to everybody whose credits have fallen to a fifth of a month's since the last time. A crossing is taken
 * and its mail decided on in one transaction, so that whatever breaks, and however many processes do this, each crossing has
 * one mail. Answers how many.
 */
export async function noticeLowBalances(): Promise<number> {
  let noticed = 0
  for (;;) {
    const taken = await db().$transaction((tx) => noticeSome(tx))
    noticed += taken
    if (taken < BATCH) return noticed
  }
}

async function noticeSome(tx: Db): Promise<number> {
  const notices = await takeLowNotices(tx, { limit: BATCH })
  const users = await tx.user.findMany({
    where: { id: { in: notices.map(({ userId }) => userId) } },
    select: { id: true, email: true },
  })
  const addresses = new Map(users.map(({ id, email }) => [id, email]))
  for (const notice of notices) {
    const to = addresses.get(notice.userId)
    if (to) await mail(tx, to, notice)
  }
  return notices.length
}

const shown = (amount: LowNotice['balance']) => `${formatCredits(amount)} cr`

async function mail(tx: Db, to: string, { userId, balance, mark, seq }: LowNotice): Promise<void> {
  await enqueueMail(tx, {
    dedupeKey: `low-balance:${userId}:${seq}`,
    to,
    template: 'low_balance',
    props: {
      left: shown(balance),
      mark: shown(mark),
      empty: balance <= 0,
      appUrl: env().APP_URL,
    },
  })
}

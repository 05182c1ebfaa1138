import 'server-only'
import { clock } from '@/lib/clock'
import { accountsBelow } from '@/lib/credits'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { ensureCustomer } from '../customer'
import { inTransaction } from '../sync/effect'
import { beginAttempt, lockSetting, reasonNotTo, type NotNow } from './attempt'
import { cardToCharge } from './card'
import { chargeAttempt, type Charged } from './charge'

/**
 * Buys the pack a user has agreed to when their own credits stand below their threshold; nearly always there is nothing to do,
 * which costs one small query. Called after everything that spends, by any number at once: one of them buys.
 */
export async function topUpIfLow(userId: string): Promise<Charged | NotNow | 'no_card'> {
  const setting = await db().autoTopUp.findUnique({ where: { userId } })
  if (!setting?.enabled) return 'off'
  const reason = await reasonNotTo(db(), setting)
  if (reason) return reason
  const card = await cardToCharge(await ensureCustomer(userId))
  if (!card) return pauseWithoutCard(userId)
  const attempt = await beginAttempt(userId, card)
  return typeof attempt === 'string' ? attempt : chargeAttempt(attempt)
}

async function pauseWithoutCard(userId: string): Promise<'no_card'> {
  await inTransaction(async (tx) => {
    const setting = await lockSetting(tx, userId)
    if (setting?.enabled && !setting.pausedReason)
      await tx.autoTopUp.update({
        where: { userId },
        data: { pausedReason: 'no_card', updatedAt: clock.now() },
      })
  })
  return 'no_card'
}

const page = 200
/** Whoever made an attempt is still at it, most likely. */
const leaveAloneMs = 60_000

/**
 * The net under the calls after each charge: attempts whose outcome is unknown are taken up again, and who has fallen below
 * their threshold without anybody noticing is topped up. Safe to run twice and in two places at once.
 */
export async function runAutoTopUps(): Promise<{
  resumed: number
  bought: number
  failed: number
}> {
  const done = { resumed: 0, bought: 0, failed: 0 }
  const each = async (kind: 'resumed' | 'bought', run: () => Promise<unknown>) => {
    try {
      if ((await run()) === 'done') done[kind] += 1
    } catch (error) {
      done.failed += 1
      log.error({ err: error }, 'automatic top-up failed')
    }
  }
  const pending = await db().autoTopUpAttempt.findMany({
    where: {
      status: 'pending',
      createdAt: { lte: new Date(clock.now().getTime() - leaveAloneMs) },
    },
    orderBy: { createdAt: 'asc' },
    take: page,
  })
  for (const attempt of pending) await each('resumed', () => chargeAttempt(attempt))
  for await (const userId of usersBelow()) await each('bought', () => topUpIfLow(userId))
  return done
}

/** Everybody who may be due, page by page. */
async function* usersBelow(): AsyncGenerator<string> {
  let after: string | undefined
  while (true) {
    const settings = await db().autoTopUp.findMany({
      where: {
        enabled: true,
        pausedReason: null,
        OR: [{ nextTryAt: null }, { nextTryAt: { lte: clock.now() } }],
        ...(after && { userId: { gt: after } }),
      },
      orderBy: { userId: 'asc' },
      take: page,
    })
    yield* await accountsBelow(db(), settings)
    if (settings.length < page) return
    after = settings.at(-1)?.userId
  }
}

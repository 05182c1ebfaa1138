import 'server-only'
import type Stripe from 'stripe'
import type { AutoTopUp, AutoTopUpAttempt } from '@/prisma/generated/client'
import { currency, packs, type PackKey } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { readBalance } from '@/lib/credits'
import type { Db } from '@/lib/db'
import { inTransaction } from '../sync/effect'
import { ownAvailable } from '../own-credits'
import { cardColumns } from './card'
import { monthOf } from './policy'

/** Why nothing is bought now. */
export type NotNow = 'off' | 'paused' | 'waiting' | 'pending' | 'enough' | 'frozen' | 'cap'

/**
 * Whether a pack must be bought now, and then the attempt at it, written before Stripe hears of it. Everybody who asks at
 * once queues at the setting's row: the first makes the attempt, the others find it, or find the credits it brought.
 */
export function beginAttempt(
  userId: string,
  card: Stripe.PaymentMethod,
): Promise<AutoTopUpAttempt | NotNow> {
  return inTransaction(async (tx) => {
    const setting = await lockSetting(tx, userId)
    const reason = setting ? await reasonNotTo(tx, setting) : 'off'
    if (!setting || reason) return reason ?? 'off'
    const pack = packs[setting.packKey as PackKey]
    await tx.autoTopUp.update({ where: { userId }, data: cardColumns(card) })
    return tx.autoTopUpAttempt.create({
      data: {
        userId,
        packKey: setting.packKey,
        credits: pack.credits,
        amountMinor: pack.unitAmount,
        currency,
        paymentMethodId: card.id,
        createdAt: clock.now(),
      },
    })
  })
}

/** The setting with its row locked. Always locked before the account's: whoever books an attempt does the same. */
export async function lockSetting(tx: Db, userId: string): Promise<AutoTopUp | null> {
  await tx.$queryRaw`select 1 from "AutoTopUp" where "userId" = ${userId}::uuid for update`
  return tx.autoTopUp.findUnique({ where: { userId } })
}

/** Why a setting as it stands buys nothing now; `null`: it does. Says the same with and without a lock. */
export async function reasonNotTo(db: Db, setting: AutoTopUp): Promise<NotNow | null> {
  const { userId, packKey } = setting
  const now = clock.now()
  if (!setting.enabled || !Object.hasOwn(packs, packKey)) return 'off'
  if (setting.pausedReason) return 'paused'
  if (setting.nextTryAt && setting.nextTryAt > now) return 'waiting'
  const pending = await db.autoTopUpAttempt.findFirst({ where: { userId, status: 'pending' } })
  if (pending) return 'pending'
  // After the look for a pending attempt: one that has just ended has brought its credits by now.
  const balance = await readBalance(db, userId)
  if (balance.frozen) return 'frozen'
  if (ownAvailable(balance) >= setting.threshold) return 'enough'
  const price = BigInt(packs[packKey as PackKey].unitAmount)
  return (await boughtInMonth(db, userId, now)) + price > setting.monthlyCapMinor ? 'cap' : null
}

/** What automatic top-ups of this calendar month came to, what is still under way included. */
export async function boughtInMonth(db: Db, userId: string, now: Date): Promise<bigint> {
  const { start, end } = monthOf(now)
  const { _sum } = await db.autoTopUpAttempt.aggregate({
    where: {
      userId,
      status: { in: ['pending', 'succeeded'] },
      createdAt: { gte: start, lt: end },
    },
    _sum: { amountMinor: true },
  })
  return _sum.amountMinor ?? 0n
}

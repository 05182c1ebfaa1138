import 'server-only'
import { packs, type PackKey } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { microCredits } from '@/lib/credits/unit'
import { db } from '@/lib/db'
import { failureOf } from '../declines'
import { boughtInMonth } from './attempt'
import { monthOf, type PausedReason } from './policy'

const ATTEMPTS = 5

/** Everything the billing page says of automatic top-ups. Amounts of money in the smallest unit, credits in micro-credits. */
export async function autoTopUpView(userId: string) {
  const now = clock.now()
  const [row, attempts, bought] = await Promise.all([
    db().autoTopUp.findUnique({ where: { userId } }),
    db().autoTopUpAttempt.findMany({
      where: { userId },
      orderBy: { createdAt: 'desc' },
      take: ATTEMPTS,
    }),
    boughtInMonth(db(), userId, now),
  ])
  // One for a pack that is not sold any more buys nothing: as if there were none.
  const setting = row && Object.hasOwn(packs, row.packKey) ? row : null
  return {
    setting: setting && {
      enabled: setting.enabled,
      threshold: microCredits(setting.threshold),
      pack: setting.packKey as PackKey,
      monthlyCapMinor: Number(setting.monthlyCapMinor),
      card: setting.cardBrand && { brand: setting.cardBrand, last4: setting.cardLast4 },
      pausedReason: setting.pausedReason as PausedReason | null,
      nextTryAt: setting.nextTryAt?.toISOString() ?? null,
    },
    boughtMinor: Number(bought),
    capReached: setting !== null && reachesCap(setting, bought),
    capUntil: monthOf(now).end.toISOString(),
    attempts: attempts.map((attempt) => ({
      id: attempt.id,
      pack: attempt.packKey as PackKey,
      credits: attempt.credits,
      amountMinor: Number(attempt.amountMinor),
      currency: attempt.currency,
      status: attempt.status as 'pending' | 'succeeded' | 'failed' | 'canceled',
      failure: attempt.failureCode
        ? (failureOf({ decline_code: attempt.failureCode })?.message ?? null)
        : null,
      createdAt: attempt.createdAt.toISOString(),
    })),
  }
}

function reachesCap(setting: { packKey: string; monthlyCapMinor: bigint }, bought: bigint) {
  return bought + BigInt(packs[setting.packKey as PackKey].unitAmount) > setting.monthlyCapMinor
}

export type AutoTopUpView = Awaited<ReturnType<typeof autoTopUpView>>

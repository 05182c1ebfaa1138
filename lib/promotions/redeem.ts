import 'server-only'
import type { PromoCode } from '@/prisma/generated/client'
import type { OverrideKind } from '@/prisma/generated/enums'
import type { Feature } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { grant, microCredits, type MicroCredits } from '@/lib/credits'
import { db, type Db } from '@/lib/db'
import { dayInWords, lastDay } from '@/lib/entitlements/days'
import { isFeature, isLimit, type LimitName } from '@/lib/entitlements/names'
import { AppError } from '@/lib/errors'
import { consume } from '@/lib/rate-limit'

export type Redeemed = {
  code: string
  /** Micro-credits. */
  credits: MicroCredits
  /** ISO 8601; `null`: until they are spent. */
  creditsUntil: string | null
  features: Feature[]
  limits: Partial<Record<LimitName, number>>
  /** Of features and limits, ISO 8601; `null`: for good. */
  accessUntil: string | null
}

const DAY_MS = 24 * 60 * 60_000

const daysFrom = (now: Date, days: number | null): Date | null =>
  days === null ? null : new Date(now.getTime() + days * DAY_MS)

/** What redemption, credits and overrides of one code are keyed by. */
export const sourceKeyOf = ({ id }: Pick<PromoCode, 'id'>): string => `promo_code:${id}`

/**
 * Gives a user what a code promises, once: the count, the redemption, the credits and the overrides commit together or not
 * at all. `address` is where the request came from, if known: guessing is slowed down by user and by address.
 *
 * Throws `rate_limited`, `not_found` for a code that never was, `conflict` for one that cannot be redeemed (any more, yet, or
 * again), each with the reason.
 */
export async function redeemCode(options: {
  userId: string
  /** In upper case. */
  code: string
  address?: string
}): Promise<Redeemed> {
  const { userId, code, address } = options
  await consume({ key: `promo:${userId}`, points: 10, seconds: 600 })
  if (address) await consume({ key: `promo-from:${address}`, points: 60, seconds: 600 })
  const now = clock.now()
  return db().$transaction(
    async (tx) => {
      const taken = await takeOne(tx, code, now)
      if (!taken) throw await refusal(tx, { code, userId, now })
      const { count } = await tx.promoRedemption.createMany({
        data: [{ codeId: taken.id, userId, createdAt: now }],
        skipDuplicates: true,
      })
      if (count === 0) throw alreadyTheirs(code)
      return give(tx, { userId, promo: taken, now })
    },
    { maxWait: 15_000, timeout: 15_000 },
  )
}

/**
 * Counts one redemption, if there is one to be had. One statement that asks and counts: of many at once no more get through
 * than may, and the row stays locked until the transaction ends.
 */
async function takeOne(tx: Db, code: string, now: Date): Promise<PromoCode | undefined> {
  const [taken] = await tx.$queryRaw<PromoCode[]>`
    update "PromoCode" set redemptions = redemptions + 1
    where code = ${code} and "disabledAt" is null and "startsAt" <= ${now}::timestamptz
      and ("expiresAt" is null or "expiresAt" > ${now}::timestamptz)
      and ("maxRedemptions" is null or redemptions < "maxRedemptions")
    returning *`
  return taken
}

/** The credits through the ledger, features and limits as overrides, all keyed by the code. */
async function give(
  tx: Db,
  { userId, promo, now }: { userId: string; promo: PromoCode; now: Date },
): Promise<Redeemed> {
  const amount = microCredits(promo.credits)
  const creditsUntil = daysFrom(now, promo.creditDays)
  const until = daysFrom(now, promo.accessDays)
  // What has left the catalogue since the code was made is passed over.
  const features = promo.features.filter(isFeature)
  const limits = Object.entries(promo.limits as Record<string, number>).filter(
    (entry): entry is [LimitName, number] => isLimit(entry[0]),
  )
  const sourceKey = sourceKeyOf(promo)
  if (amount > 0)
    await grant(tx, {
      userId,
      kind: 'promo',
      sourceKey,
      amount,
      expiresAt: creditsUntil,
      reason: `Promotion ${promo.code}`,
    })
  const override = (kind: OverrideKind, key: string, value: number) => ({
    userId,
    kind,
    key,
    value,
    source: 'promotion' as const,
    sourceKey,
    reason: promo.code,
    createdAt: now,
    until,
  })
  await tx.entitlementOverride.createMany({
    data: [
      ...features.map((key) => override('feature', key, 1)),
      ...limits.map(([key, value]) => override('limit', key, value)),
    ],
  })
  return {
    code: promo.code,
    credits: amount,
    creditsUntil: creditsUntil && creditsUntil.toISOString(),
    features,
    limits: Object.fromEntries(limits),
    accessUntil: until && until.toISOString(),
  }
}

const alreadyTheirs = (code: string) =>
  new AppError('conflict', `You have redeemed ${code} already. What it gave you is yours.`)

/** Why a code cannot be redeemed. */
async function refusal(
  tx: Db,
  { code, userId, now }: { code: string; userId: string; now: Date },
): Promise<AppError> {
  const promo = await tx.promoCode.findUnique({
    where: { code },
    include: { redeemed: { where: { userId } } },
  })
  if (!promo)
    return new AppError('not_found', `There is no code ${code}. Please check how it is spelled.`)
  // Said before all else: whoever has it need not care that it is used up or over meanwhile.
  if (promo.redeemed.length > 0) return alreadyTheirs(code)
  const because = (reason: string) => new AppError('conflict', `${code} ${reason}`)
  if (promo.disabledAt) return because('was withdrawn and cannot be redeemed any more.')
  if (promo.startsAt > now) return because(`can be redeemed from ${dayInWords(promo.startsAt)} on.`)
  if (promo.expiresAt && promo.expiresAt <= now)
    return because(`could be redeemed until ${lastDay(promo.expiresAt)}.`)
  return because('has been redeemed as often as it could be.')
}

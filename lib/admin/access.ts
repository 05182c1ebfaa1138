import 'server-only'
import { clock } from '@/lib/clock'
import {
  bucketsUnder,
  grant,
  lockAccount,
  readBalance,
  takeUnspent,
  type BucketState,
  type MicroCredits,
} from '@/lib/credits'
import { db } from '@/lib/db'
import { usedSoFar } from '@/lib/entitlement-usage'
import { explainEntitlements, listOverrides } from '@/lib/entitlements'
import { AppError } from '@/lib/errors'

/** What credits given by the owner and by codes are keyed by. */
const givenUnder = ['admin:', 'promo_code:'] as const

/** What somebody may use and why, with all that was granted to them; `null` when nobody has this mail address. */
export async function accessOf(email: string) {
  const user = await db().user.findUnique({
    where: { email: email.trim().toLowerCase() },
    select: { id: true, email: true, name: true },
  })
  if (!user) return null
  const [balance, rows, used, overrides, ...given] = await Promise.all([
    readBalance(db(), user.id),
    explainEntitlements(user.id),
    usedSoFar(user.id),
    listOverrides(user.id),
    ...givenUnder.map((prefix) => bucketsUnder(db(), user.id, prefix)),
  ])
  const now = clock.now()
  return {
    user,
    available: balance.available,
    rows,
    used,
    overrides: overrides.map((row) => ({
      ...row,
      inForce: row.revokedAt === null && (row.until === null || row.until > now),
    })),
    credits: given.flat().toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime()),
  }
}

export type Access = NonNullable<Awaited<ReturnType<typeof accessOf>>>

/** Throws `not_found`. */
export async function requireKnown(userId: string): Promise<void> {
  if ((await db().user.count({ where: { id: userId } })) === 0)
    throw new AppError('not_found', 'There is no such user.')
}

const same = (bucket: BucketState, amount: MicroCredits, until: Date | null, reason: string) =>
  bucket.granted === amount &&
  bucket.reason === reason &&
  bucket.expiresAt?.getTime() === until?.getTime()

/**
 * Gives credits by hand, until a moment. The same `id` again gives nothing more. Throws `not_found` for a user there is not,
 * `bad_request` for a moment that has passed, `conflict` when the id named another grant.
 */
export async function grantCredits(options: {
  id: string
  userId: string
  amount: MicroCredits
  until: Date | null
  reason: string
}): Promise<void> {
  const { id, userId, amount, until, reason } = options
  if (until && until <= clock.now()) throw new AppError('bad_request', 'That day has passed.')
  await requireKnown(userId)
  const sourceKey = `admin:${id}`
  await db().$transaction(async (tx) => {
    const { outcome } = await grant(tx, {
      userId,
      kind: 'manual',
      sourceKey,
      amount,
      expiresAt: until,
      reason,
    })
    if (outcome === 'granted') return
    const [first] = await bucketsUnder(tx, userId, sourceKey)
    if (!first || !same(first, amount, until, reason))
      throw new AppError(
        'conflict',
        'This form was sent before, with other values. Load it again. Nothing was granted now.',
      )
  })
}

/**
 * Takes back what is left of credits given by hand or by a code; what was spent, or running operations need, stays. Answers
 * how much. Throws `not_found`.
 */
export async function takeCreditsBack(userId: string, sourceKey: string): Promise<MicroCredits> {
  return db().$transaction(async (tx) => {
    await lockAccount(tx, userId)
    const buckets = await bucketsUnder(tx, userId, sourceKey)
    const bucket = buckets.find((one) => one.sourceKey === sourceKey)
    if (!bucket || !givenUnder.some((prefix) => sourceKey.startsWith(prefix)))
      throw new AppError('not_found', 'There is no such grant.')
    return takeUnspent(tx, userId, bucket, bucket.remaining)
  })
}

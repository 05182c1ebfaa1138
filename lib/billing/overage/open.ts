import 'server-only'
import type { Overage } from '@/prisma/generated/client'
import { bucketsUnder, grant, lockAccount, reverse, takeUnspent } from '@/lib/credits'
import type { BucketState } from '@/lib/credits'
import { microCredits, type MicroCredits } from '@/lib/credits/unit'
import { db as client, type Db } from '@/lib/db'
import { inTransaction } from '../sync/effect'
import { overagePrefix, runningPeriod, type Period } from './period'
import { creditsFor } from './price'

/**
 * Opens what a user has agreed to spend past their balance: one bucket for the period, as large as the cap buys, which burns
 * last and ends with the period. So the ledger itself holds the cap, whatever spends at once. Answers whether there is
 * anything to spend on account, opened now or by somebody else meanwhile. `db` may be a transaction that holds the account.
 */
export async function openOverage(db: Db, userId: string): Promise<boolean> {
  const setting = await db.overage.findUnique({ where: { userId } })
  if (!setting?.enabled) return false
  return db === client() ? inTransaction((tx) => open(tx, userId)) : open(db, userId)
}

async function open(tx: Db, userId: string): Promise<boolean> {
  // The account first, as whoever spends holds it already; then the setting anew, which may have been turned off meanwhile.
  await lockAccount(tx, userId)
  const setting = await tx.overage.findUnique({ where: { userId } })
  const period = setting?.enabled ? await runningPeriod(tx, setting) : null
  if (!setting || !period) return false
  if ((await fitOverage(tx, userId, period, capCredits(setting))) > 0) return true
  const buckets = await bucketsUnder(tx, userId, period.prefix)
  return buckets.some(({ remaining }) => remaining > 0)
}

/** What the cap buys at the price that was agreed to. */
export const capCredits = (setting: Pick<Overage, 'capMinor' | 'perThousandMinor'>) =>
  creditsFor(Number(setting.capMinor), Number(setting.perThousandMinor))

const usable = ({ granted, reversed }: BucketState) => granted - reversed

/**
 * Makes the period's overage come to `wanted` in all, what is spent of it included: opens what is missing, takes back what
 * is too much and neither spent nor held. Answers what it opened (negative: took back). The caller holds the account's lock.
 */
export async function fitOverage(
  tx: Db,
  userId: string,
  period: Period,
  wanted: MicroCredits,
): Promise<number> {
  const buckets = await bucketsUnder(tx, userId, period.prefix)
  const missing = wanted - buckets.reduce((sum, bucket) => sum + usable(bucket), 0)
  return missing < 0
    ? -(await takeBack(tx, userId, buckets, -missing))
    : giveMore(tx, userId, period, buckets, missing)
}

/** Takes back what is open and neither spent nor held, whatever period it is of. The caller holds the account's lock. */
export async function closeOverage(tx: Db, userId: string): Promise<void> {
  const open = (await bucketsUnder(tx, userId, overagePrefix)).filter(
    ({ remaining }) => remaining > 0,
  )
  await takeBack(tx, userId, open, Infinity)
}

async function takeBack(
  tx: Db,
  userId: string,
  buckets: BucketState[],
  tooMuch: number,
): Promise<number> {
  let taken = 0
  for (const bucket of buckets.toReversed())
    taken += await takeUnspent(tx, userId, bucket, tooMuch - taken)
  return taken
}

/** What was taken back comes back first; the rest is a bucket of its own. */
async function giveMore(
  tx: Db,
  userId: string,
  period: Period,
  buckets: BucketState[],
  missing: number,
): Promise<number> {
  let left = missing
  for (const { sourceKey, reversed } of buckets) {
    const back = Math.min(left, reversed)
    if (back === 0) continue
    await reverse(tx, { userId, sourceKey, target: microCredits(reversed - back) })
    left -= back
  }
  if (left > 0)
    await grant(tx, {
      userId,
      kind: 'overage',
      sourceKey: buckets.length === 0 ? period.prefix : `${period.prefix}:${buckets.length}`,
      amount: microCredits(left),
      expiresAt: period.end,
      reason: 'Overage',
    })
  return missing
}

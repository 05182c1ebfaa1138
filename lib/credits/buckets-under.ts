import 'server-only'
import type { Db } from '@/lib/db'
import { reverse } from './ledger'
import { microCredits, type MicroCredits } from './unit'

/** A bucket, open or not, with what became of it. */
export type BucketState = {
  sourceKey: string
  granted: MicroCredits
  remaining: MicroCredits
  /** Asked back so far. */
  reversed: MicroCredits
  /** Spent, by operations that have ended. */
  burned: MicroCredits
  expiresAt: Date | null
  reason: string
  createdAt: Date
}

type Row = {
  sourceKey: string
  granted: bigint
  remaining: bigint
  reversed: bigint
  burned: bigint
  expiresAt: Date | null
  reason: string
  createdAt: Date
}

/** The buckets whose source key begins like this, oldest first. */
export async function bucketsUnder(db: Db, userId: string, prefix: string): Promise<BucketState[]> {
  // What remains of the head bucket stands in the account's row.
  const rows = await db.$queryRaw<Row[]>`
    select b."sourceKey", b.granted, b.reversed, b."expiresAt", b.reason, b."createdAt", rest.remaining,
           b.granted - rest.remaining - b.expired - b."clawedBack" as burned
      from "CreditAccount" a
      join "CreditGrant" b using ("userId")
     cross join lateral (
       select case when b.id = a."headId" then a."headRemaining" else b.remaining end as remaining) rest
     where a."userId" = ${userId}::uuid and starts_with(b."sourceKey", ${prefix})
     order by b.id`
  return rows.map((row) => ({
    ...row,
    granted: microCredits(row.granted),
    remaining: microCredits(row.remaining),
    reversed: microCredits(row.reversed),
    burned: microCredits(row.burned),
  }))
}

/** Holds the account until the transaction ends: nothing is spent, reserved or granted meanwhile. */
export async function lockAccount(tx: Db, userId: string): Promise<void> {
  await tx.$queryRaw`
    select 1 from "CreditAccount" where "userId" = ${userId}::uuid for no key update`
}

/**
 * Takes back up to `most` of what a bucket still holds, but nothing that running operations need. Answers how much. The caller
 * holds the account's lock.
 */
export async function takeUnspent(
  tx: Db,
  userId: string,
  { sourceKey, remaining, reversed }: BucketState,
  most: number,
): Promise<MicroCredits> {
  const [account] = await tx.$queryRaw<{ available: bigint }[]>`
    select available from "CreditAccount" where "userId" = ${userId}::uuid`
  const taken = microCredits(Math.min(most, remaining, Number(account?.available ?? 0n)))
  if (taken > 0) await reverse(tx, { userId, sourceKey, target: microCredits(reversed + taken) })
  return taken
}

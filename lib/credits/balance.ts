import 'server-only'
import type { Db } from '@/lib/db'
import type { CreditGrant } from '@/prisma/generated/client'
import { roll } from './ledger'
import type { Balance, Bucket } from './types'
import { microCredits } from './unit'

const nothing: Balance = {
  available: microCredits(0),
  held: microCredits(0),
  debt: microCredits(0),
  seq: 0,
  low: false,
  frozen: false,
}

/**
 * The balance as of now (or `at`), brought up to date first when something is due, and the open buckets in burn order:
 * priority, expiry, age. A user without an account has nothing.
 */
export async function readBalance(
  db: Db,
  userId: string,
  at?: Date,
): Promise<Balance & { buckets: Bucket[] }> {
  const balance = await roll(db, { userId, at })
  if (!balance) return { ...nothing, buckets: [] }
  // What remains of the head bucket stands in the account's row: one statement sees both at one moment.
  const grants = await db.$queryRaw<CreditGrant[]>`select * from credit_buckets(${userId}::uuid)`
  const buckets = grants.map((grant) => ({
    id: String(grant.id),
    kind: grant.kind,
    granted: microCredits(grant.granted),
    remaining: microCredits(grant.remaining),
    expiresAt: grant.expiresAt?.toISOString() ?? null,
    reason: grant.reason,
    paidBy: grant.paidBy,
    createdAt: grant.createdAt.toISOString(),
  }))
  return { ...balance, buckets }
}

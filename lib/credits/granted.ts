import 'server-only'
import type { Db } from '@/lib/db'
import { MICRO, microCredits, type MicroCredits } from './unit'

/** What was granted under a source key; `null`: nothing was. */
export async function grantedUnder(
  db: Db,
  userId: string,
  sourceKey: string,
): Promise<MicroCredits | null> {
  const grant = await db.creditGrant.findUnique({
    where: { userId_sourceKey: { userId, sourceKey } },
    select: { granted: true },
  })
  return grant && microCredits(grant.granted)
}

/** A grant by its source key: what was granted, and how much of it was asked back so far. */
export async function reversedUnder(
  db: Db,
  userId: string,
  sourceKey: string,
): Promise<{ granted: bigint; reversed: bigint } | null> {
  return db.creditGrant.findUnique({
    where: { userId_sourceKey: { userId, sourceKey } },
    select: { granted: true, reversed: true },
  })
}

/** What a payment or an invoice has brought so far, in whole credits. */
export async function creditsPaidBy(db: Db, userId: string, paidBy: string): Promise<number> {
  const { _sum } = await db.creditGrant.aggregate({
    where: { userId, paidBy },
    _sum: { granted: true },
  })
  return Number((_sum.granted ?? 0n) / BigInt(MICRO))
}

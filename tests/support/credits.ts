import type { Pool } from 'pg'
import { credits, grant } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { createUser } from '@/tests/support/users'

/** A user with one top-up of so many whole credits, under the source key `first`. */
export async function userWith(db: PrismaClient, amount: number, at?: Date): Promise<string> {
  const { id: userId } = await createUser(db)
  await grant(db, {
    userId,
    kind: 'topup',
    sourceKey: 'first',
    amount: credits(amount),
    reason: 'Top-up',
    at,
  })
  return userId
}

export type ReserveOutcome = 'held' | 'replayed' | 'conflict' | 'insufficient' | 'frozen'

/** The gate from a pool's own connections: as many at once as the pool has. */
export async function reserveFrom(
  pool: Pool,
  userId: string,
  operationKey: string,
  amount: number,
): Promise<ReserveOutcome> {
  const { rows } = await pool.query<{ outcome: ReserveOutcome }>(
    `select outcome from credit_reserve($1, $2, 'hash', $3, 60)`,
    [userId, operationKey, credits(amount)],
  )
  if (!rows[0]) throw new Error('no answer')
  return rows[0].outcome
}

export async function settleFrom(
  pool: Pool,
  userId: string,
  operationKey: string,
  amount: number,
): Promise<'settled' | 'replayed'> {
  const { rows } = await pool.query<{ outcome: 'settled' | 'replayed' }>(
    `select case outcome when 'closed' then 'settled' else outcome end as outcome
     from credit_close($1, $2, 'burn', $3)`,
    [userId, operationKey, credits(amount)],
  )
  if (!rows[0]) throw new Error('no answer')
  return rows[0].outcome
}

export const count = <Value>(values: Value[], wanted: Value) =>
  values.filter((value) => value === wanted).length

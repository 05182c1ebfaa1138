import type { Client, Pool, PoolClient } from 'pg'
import { credits, type MicroCredits } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { createUser } from './users'

/** Monthly rights with instants to the microsecond, which a JavaScript date cannot say: past Prisma, times as text. */
type Connection = Pool | PoolClient | Client

export const instant = (micros: bigint): string => {
  const seconds = micros / 1_000_000n
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${String(micros % 1_000_000n).padStart(6, '0')}+00`
}

export type Right = {
  sourceKey?: string
  /** Whole credits a month. */
  amount?: number
  cap?: number
  anchor: bigint
  until?: bigint | null
  at?: bigint
}

export const newUser = async (db: PrismaClient): Promise<string> => (await createUser(db)).id

export async function allow(
  on: Connection,
  userId: string,
  { sourceKey = 'free', amount = 100, cap = 0, anchor, until = null, at = anchor }: Right,
): Promise<void> {
  await on.query(`select credit_set_allowance($1, $2, $3, $4, $5, $6, 'Plan', null, $7)`, [
    userId,
    sourceKey,
    credits(amount),
    instant(anchor),
    until === null ? null : instant(until),
    credits(cap),
    instant(at),
  ])
}

/** Looks at the account at an instant, as any request does; answers what is available then. */
export async function look(on: Connection, userId: string, at: bigint): Promise<MicroCredits> {
  const { rows } = await on.query<{ available: string }>(
    'select available from credit_roll($1, $2)',
    [userId, instant(at)],
  )
  return Number(rows[0]?.available) as MicroCredits
}

export async function pause(
  on: Connection,
  userId: string,
  paused: boolean,
  at: bigint,
  sourceKey = 'free',
): Promise<void> {
  await on.query('select credit_pause_allowance($1, $2, $3, $4)', [
    userId,
    sourceKey,
    paused,
    instant(at),
  ])
}

/** Spends whole credits at an instant; answers the outcome. */
export async function spend(
  on: Connection,
  userId: string,
  key: string,
  amount: number,
  at: bigint | null,
): Promise<string | undefined> {
  const { rows } = await on.query<{ outcome: string }>(
    `select outcome from credit_charge($1, $2, 'hash', $3, null, $4)`,
    [userId, key, credits(amount), at === null ? null : instant(at)],
  )
  return rows[0]?.outcome
}

export type MonthBucket = { key: string; at: bigint; expires: bigint }

/** The buckets months gave, oldest first, in microseconds since 1970. */
export async function monthsOf(on: Connection, userId: string): Promise<MonthBucket[]> {
  const { rows } = await on.query<{ key: string; at: string; expires: string }>(
    `select "sourceKey" as key, (extract(epoch from "createdAt") * 1000000)::bigint as at,
       (extract(epoch from "expiresAt") * 1000000)::bigint as expires
     from "CreditGrant" where "userId" = $1 order by id`,
    [userId],
  )
  return rows.map(({ key, at, expires }) => ({ key, at: BigInt(at), expires: BigInt(expires) }))
}

export async function problemsOf(on: Connection, userId: string): Promise<unknown[]> {
  return (await on.query('select * from credit_audit($1)', [userId])).rows
}

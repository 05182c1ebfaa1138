import 'server-only'
import { Prisma } from '@/prisma/generated/client'
import type { Db } from '@/lib/db'
import type { Balance, Drift } from '../types'
import { microCredits, type MicroCredits } from '../unit'
import { only, timeOf, toBalance, type At, type BalanceRow } from './row'

// What keeps accounts in order.

/** Does what is due (monthly grants, expiry); writes nothing when nothing is. `null`: the user has no account. */
export async function roll(
  db: Db,
  { userId, at }: { userId: string } & At,
): Promise<Balance | null> {
  const [row] = await db.$queryRaw<BalanceRow[]>`
    select * from credit_roll(${userId}::uuid, ${timeOf(at)}::timestamptz)`
  return row ? toBalance(row) : null
}

/** Gives back up to `limit` holds that are past their time; answers how many. Safe to run anywhere, any time. */
export async function sweep(db: Db, { limit, at }: { limit: number } & At): Promise<number> {
  const row = only(
    await db.$queryRaw<{ closed: number }[]>`
      select credit_sweep(${limit}::int, ${timeOf(at)}::timestamptz) as closed`,
  )
  return row.closed
}

/** Why an account may not spend: one name for each reason, so that lifting one leaves the others. */
export type FreezeCause = 'manual' | `dispute:${string}` | `dunning:${string}`

type Frozen = { userId: string; cause: FreezeCause; note?: string | undefined } & At

async function setFrozen(
  db: Db,
  { userId, cause, note, at }: Frozen,
  frozen: boolean,
): Promise<Balance> {
  return toBalance(
    only(
      await db.$queryRaw<BalanceRow[]>`
        select * from credit_freeze(${userId}::uuid, ${cause}, ${frozen}, ${note ?? null}, ${timeOf(at)}::timestamptz)`,
    ),
  )
}

/**
 * Stops an account from reserving, for a cause; twice is once. What runs may settle, and credits still arrive. `note` is for
 * the owner's eyes.
 */
export const freeze = (db: Db, frozen: Frozen): Promise<Balance> => setFrozen(db, frozen, true)

/** Lifts one cause. The account spends again when it was the last. A cause that is not there is no error. */
export const unfreeze = (db: Db, frozen: Omit<Frozen, 'note'>): Promise<Balance> =>
  setFrozen(db, frozen, false)

export type LowNotice = {
  userId: string
  balance: MicroCredits
  /** 20 % of the period's credits, the mark that the balance fell to. */
  mark: MicroCredits
  /** Of the account's last entry: with the user it names the crossing. */
  seq: number
}

/**
 * Whose credits have run low since it was last asked: each crossing is handed out once, to the transaction that takes it, so
 * pass the one that also writes the notices.
 */
export async function takeLowNotices(db: Db, { limit }: { limit: number }): Promise<LowNotice[]> {
  const rows = await db.$queryRaw<
    { user_id: string; balance: bigint; mark: bigint; seq: bigint }[]
  >`select * from credit_take_low_notices(${limit}::int)`
  return rows.map((row) => ({
    userId: row.user_id,
    balance: microCredits(row.balance),
    mark: microCredits(row.mark),
    seq: Number(row.seq),
  }))
}

/**
 * What the balances and the statement disagree about, for one account or all; with `since` only for what moved since then, at
 * a cost that depends on that alone. Empty is good. Changes nothing.
 */
export async function audit(
  db: Db,
  { userId, since }: { userId?: string; since?: Date } = {},
): Promise<Drift[]> {
  return db.$queryRaw<Drift[]>`
    select user_id as "userId", problem, subject, expected, found
    from ${since ? Prisma.sql`credit_audit_recent(${since}::timestamptz)` : Prisma.sql`credit_audit(${userId ?? null}::uuid)`}
    order by 1, 2, 3`
}

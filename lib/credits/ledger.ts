import 'server-only'
import type { CreditGrantKind, CreditHoldState } from '@/prisma/generated/enums'
import type { Db } from '@/lib/db'
import type { AllocationPart, Balance, Drift, EntryDetail, Hold } from './types'
import { microCredits, type MicroCredits } from './unit'

/**
 * The only file that calls the ledger's SQL functions (prisma/functions/): one statement, one round trip each, inside the
 * caller's transaction when it passes one. `at` moves the ledger's clock; left out, the database's own is used.
 * All of them are safe to repeat: the same key has one effect.
 */
type BalanceRow = { available: bigint; held: bigint; debt: bigint; frozen: boolean }

type At = { at?: Date | undefined }

const toBalance = (row: BalanceRow): Balance => ({
  available: microCredits(row.available),
  held: microCredits(row.held),
  debt: microCredits(row.debt),
  frozen: row.frozen,
})

/** A function that answers one row always does; without it the database is not the one this code was made for. */
function only<Row>(rows: Row[]): Row {
  const [row] = rows
  if (!row) throw new Error('the ledger did not answer')
  return row
}

/** Refuses what a caller's arithmetic got wrong (negative, NaN, infinite, too large) before it reaches the database. */
function amountOf(value: MicroCredits, least: 0 | 1): bigint {
  const amount = microCredits(value)
  if (amount < least) throw new RangeError(`not an amount of micro-credits: ${value}`)
  return BigInt(amount)
}

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))

export type Grant = {
  userId: string
  kind: CreditGrantKind
  /** The business identity of what is given for (`payment_intent:…`): a second grant under it is a replay. */
  sourceKey: string
  amount: MicroCredits
  expiresAt?: Date | null | undefined
  /** Lower burns first. By default promo 10, plan 20, manual 30, topup 40. */
  priority?: number | undefined
  reason: string
  paidBy?: string | undefined
  detail?: Record<string, unknown> | undefined
} & At

/** Opens a bucket, repays debt out of it first. Opens the account when there is none. Throws `RangeError` on the amount. */
export async function grant(
  db: Db,
  { userId, kind, sourceKey, amount, expiresAt, priority, reason, paidBy, detail, at }: Grant,
): Promise<{ outcome: 'granted' | 'replayed'; balance: Balance }> {
  const row = only(
    await db.$queryRaw<({ outcome: 'granted' | 'replayed' } & BalanceRow)[]>`
      select * from credit_grant(${userId}::uuid, ${kind}::"CreditGrantKind", ${sourceKey}, ${amountOf(amount, 1)}::bigint,
        ${expiresAt ?? null}::timestamptz, ${priority ?? null}::int, ${reason}, ${paidBy ?? null}, ${json(detail)}::jsonb,
        ${at ?? null}::timestamptz)`,
  )
  return { outcome: row.outcome, balance: toBalance(row) }
}

export type Reservation = {
  userId: string
  operationKey: string
  /** Fingerprint of the request: the same key with another one is a conflict. */
  requestHash: string
  amount: MicroCredits
  /** After this the sweep may give the hold back. */
  ttlSeconds: number
} & At

export type Reserved =
  | { outcome: 'held' | 'replayed'; hold: Hold; balance: Balance }
  | { outcome: 'conflict' | 'insufficient' | 'frozen'; hold?: undefined; balance: Balance }

type ReserveRow = BalanceRow & {
  outcome: Reserved['outcome']
  hold_amount: bigint
  hold_captured: bigint | null
  hold_state: CreditHoldState
  hold_created_at: Date
  hold_expires_at: Date
}

/**
 * The gate: checks and sets aside in one step, so no concurrency overspends. `replayed` answers the first hold of this key,
 * whatever became of it. Throws `RangeError` when the amount is not at least one micro-credit.
 */
export async function reserve(
  db: Db,
  { userId, operationKey, requestHash, amount, ttlSeconds, at }: Reservation,
): Promise<Reserved> {
  const row = only(
    await db.$queryRaw<ReserveRow[]>`
      select * from credit_reserve(${userId}::uuid, ${operationKey}, ${requestHash}, ${amountOf(amount, 1)}::bigint,
        ${ttlSeconds}::int, ${at ?? null}::timestamptz)`,
  )
  const balance = toBalance(row)
  if (row.outcome !== 'held' && row.outcome !== 'replayed') return { outcome: row.outcome, balance }
  const hold: Hold = {
    operationKey,
    amount: microCredits(row.hold_amount),
    captured: row.hold_captured === null ? null : microCredits(row.hold_captured),
    state: row.hold_state,
    createdAt: row.hold_created_at,
    expiresAt: row.hold_expires_at,
  }
  return { outcome: row.outcome, hold, balance }
}

export type Settlement = {
  userId: string
  operationKey: string
  /** What the operation really cost; may be less or more than was held, also nothing. */
  actual: MicroCredits
  detail?: EntryDetail | undefined
} & At

export type Settled = {
  outcome: 'settled' | 'replayed'
  captured: MicroCredits
  balance: Balance
  allocation: AllocationPart[]
}

type SettleRow = BalanceRow & {
  outcome: Settled['outcome']
  captured: bigint
  allocation: bigint[]
}

/** Pairs of bucket and amount, as the tables keep them, to parts. */
export function toAllocation(pairs: bigint[]): AllocationPart[] {
  const parts: AllocationPart[] = []
  for (let index = 0; index + 1 < pairs.length; index += 2)
    parts.push({ grantId: String(pairs[index]), amount: microCredits(pairs[index + 1] ?? 0n) })
  return parts
}

/**
 * Captures the real cost of a held operation, also when the sweep gave the hold back meanwhile. What neither the hold nor
 * the balance covers becomes debt. Throws `RangeError` on the amount; the database refuses a key nothing was held under.
 */
export async function settle(
  db: Db,
  { userId, operationKey, actual, detail, at }: Settlement,
): Promise<Settled> {
  const row = only(
    await db.$queryRaw<SettleRow[]>`
      select * from credit_settle(${userId}::uuid, ${operationKey}, ${amountOf(actual, 0)}::bigint, ${json(detail)}::jsonb,
        ${at ?? null}::timestamptz)`,
  )
  return {
    outcome: row.outcome,
    captured: microCredits(row.captured),
    balance: toBalance(row),
    allocation: toAllocation(row.allocation),
  }
}

/** Gives a hold back: the operation never ran. A hold that has ended already stays as it ended (`replayed`). */
export async function release(
  db: Db,
  { userId, operationKey, at }: { userId: string; operationKey: string } & At,
): Promise<{ outcome: 'released' | 'replayed'; balance: Balance }> {
  const row = only(
    await db.$queryRaw<({ outcome: 'released' | 'replayed' } & BalanceRow)[]>`
      select * from credit_release(${userId}::uuid, ${operationKey}, ${at ?? null}::timestamptz)`,
  )
  return { outcome: row.outcome, balance: toBalance(row) }
}

/** Does what is due (monthly grants, expiry); writes nothing when nothing is. `null`: the user has no account. */
export async function roll(
  db: Db,
  { userId, at }: { userId: string } & At,
): Promise<Balance | null> {
  const [row] = await db.$queryRaw<BalanceRow[]>`
    select * from credit_roll(${userId}::uuid, ${at ?? null}::timestamptz)`
  return row ? toBalance(row) : null
}

/** Gives back up to `limit` holds that are past their time; answers how many. Safe to run anywhere, any time. */
export async function sweep(db: Db, { limit, at }: { limit: number } & At): Promise<number> {
  const row = only(
    await db.$queryRaw<{ closed: number }[]>`
      select credit_sweep(${limit}::int, ${at ?? null}::timestamptz) as closed`,
  )
  return row.closed
}

/** Stops an account from reserving, or lets it again. What runs may settle, and credits still arrive. */
export async function freeze(
  db: Db,
  { userId, frozen }: { userId: string; frozen: boolean },
): Promise<Balance> {
  return toBalance(
    only(await db.$queryRaw<BalanceRow[]>`select * from credit_freeze(${userId}::uuid, ${frozen})`),
  )
}

/** What the balances and the statement disagree about, for one account or all; empty is good. Changes nothing. */
export async function audit(db: Db, { userId }: { userId?: string } = {}): Promise<Drift[]> {
  return db.$queryRaw<Drift[]>`
    select user_id as "userId", problem, subject, expected, found from credit_audit(${userId ?? null}::uuid)
    order by 1, 2, 3`
}

export type Allowance = {
  userId: string
  /** `free`, or `invoice_line:<id>`: the same key again changes nothing. */
  sourceKey: string
  /** Per month. */
  amount: MicroCredits
  /** Where the months begin; left out, now. */
  anchor?: Date | undefined
  until?: Date | null | undefined
  /** How much of the unspent plan credits goes over into the next month. */
  rolloverCap: MicroCredits
  reason: string
  paidBy?: string | undefined
} & At

/** Gives a monthly right and at once the month that runs. Months that passed before are not granted afterwards. */
export async function setAllowance(
  db: Db,
  { userId, sourceKey, amount, anchor, until, rolloverCap, reason, paidBy, at }: Allowance,
): Promise<{ outcome: 'granted' | 'replayed'; balance: Balance }> {
  const row = only(
    await db.$queryRaw<({ outcome: 'granted' | 'replayed' } & BalanceRow)[]>`
      select * from credit_set_allowance(${userId}::uuid, ${sourceKey}, ${amountOf(amount, 1)}::bigint,
        ${anchor ?? null}::timestamptz, ${until ?? null}::timestamptz, ${amountOf(rolloverCap, 0)}::bigint,
        ${reason}, ${paidBy ?? null}, ${at ?? null}::timestamptz)`,
  )
  return { outcome: row.outcome, balance: toBalance(row) }
}

async function pause(
  db: Db,
  userId: string,
  sourceKey: string,
  paused: boolean,
  at: Date | undefined,
): Promise<Balance> {
  return toBalance(
    only(
      await db.$queryRaw<BalanceRow[]>`
        select * from credit_pause_allowance(${userId}::uuid, ${sourceKey}, ${paused}, ${at ?? null}::timestamptz)`,
    ),
  )
}

type AllowanceName = { userId: string; sourceKey: string } & At

/** Stops a monthly right: what it gave stays, nothing more comes. */
export const pauseAllowance = (db: Db, { userId, sourceKey, at }: AllowanceName) =>
  pause(db, userId, sourceKey, true, at)

/** Lets a monthly right run again, with the month that runs now if that was not granted before. */
export const resumeAllowance = (db: Db, { userId, sourceKey, at }: AllowanceName) =>
  pause(db, userId, sourceKey, false, at)

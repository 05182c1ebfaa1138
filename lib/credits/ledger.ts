import 'server-only'
import { createHash } from 'node:crypto'
import type { CreditGrantKind } from '@/prisma/generated/enums'
import { Prisma } from '@/prisma/generated/client'
import type { Db } from '@/lib/db'
import type { AllocationPart, Balance, Drift, EntryDetail, Hold, HoldState } from './types'
import { microCredits, type MicroCredits } from './unit'

/**
 * The only file that calls the ledger's SQL functions (prisma/functions/): one statement, one round trip each, inside the
 * caller's transaction when it passes one. `at` moves the ledger's clock; left out, the database's own is used.
 * All of them are safe to repeat: the same key has one effect.
 */
type BalanceRow = {
  available: bigint
  held: bigint
  debt: bigint
  seq: bigint
  low: number
  frozen: boolean
}

type At = { at?: Date | undefined }

const toBalance = (row: BalanceRow): Balance => ({
  available: microCredits(row.available),
  held: microCredits(row.held),
  debt: microCredits(row.debt),
  seq: Number(row.seq),
  low: row.low > 0,
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

/** What tells requests apart under one key: 128 bits of SHA-256 are enough, and short on every entry. */
const fingerprint = (requestHash: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(requestHash).digest().subarray(0, 16))

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
  | { outcome: 'held'; hold: Hold; balance: Balance }
  | {
      outcome: 'replayed'
      /** What became of the first hold of this key; `captured` once it is settled. */
      state: HoldState
      captured: MicroCredits | null
      balance: Balance
    }
  | { outcome: 'conflict' | 'insufficient' | 'frozen'; balance: Balance }

type ReserveRow = BalanceRow & {
  outcome: Reserved['outcome']
  hold_state: HoldState
  hold_amount: bigint
  hold_created_at: Date
  hold_expires_at: Date
  captured: bigint | null
}

/**
 * The gate: checks and sets aside in one step, so no concurrency overspends. `replayed` answers what became of the first
 * hold of this key. Throws `RangeError` when the amount is not at least one micro-credit.
 */
export async function reserve(
  db: Db,
  { userId, operationKey, requestHash, amount, ttlSeconds, at }: Reservation,
): Promise<Reserved> {
  const row = only(
    await db.$queryRaw<ReserveRow[]>`
      select * from credit_reserve(${userId}::uuid, ${operationKey}, ${fingerprint(requestHash)}::bytea,
        ${amountOf(amount, 1)}::bigint, ${ttlSeconds}::int, ${at ?? null}::timestamptz)`,
  )
  const balance = toBalance(row)
  switch (row.outcome) {
    case 'held': {
      const hold: Hold = {
        operationKey,
        amount: microCredits(row.hold_amount),
        createdAt: row.hold_created_at,
        expiresAt: row.hold_expires_at,
      }
      return { outcome: row.outcome, hold, balance }
    }
    case 'replayed': {
      const captured = row.captured === null ? null : microCredits(row.captured)
      return { outcome: row.outcome, state: row.hold_state, captured, balance }
    }
    default:
      return { outcome: row.outcome, balance }
  }
}

/**
 * Keeps a hold for `ttlSeconds` from now, for work that takes long; answers until when. `null`: nothing is held under this
 * key any more. What the work comes to can be settled all the same.
 */
export async function renew(
  db: Db,
  {
    userId,
    operationKey,
    ttlSeconds,
    at,
  }: { userId: string; operationKey: string; ttlSeconds: number } & At,
): Promise<Date | null> {
  const row = only(
    await db.$queryRaw<{ until: Date | null }[]>`
      select credit_renew(${userId}::uuid, ${operationKey}, ${ttlSeconds}::int, ${at ?? null}::timestamptz) as until`,
  )
  return row.until
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

type CloseRow = BalanceRow & {
  outcome: 'closed' | 'replayed'
  captured: bigint | null
  burned: bigint[] | null
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
    await db.$queryRaw<CloseRow[]>`
      select * from credit_close(${userId}::uuid, ${operationKey}, 'burn', ${amountOf(actual, 0)}::bigint,
        ${json(detail)}::jsonb, ${at ?? null}::timestamptz)`,
  )
  return {
    outcome: row.outcome === 'closed' ? 'settled' : 'replayed',
    captured: microCredits(row.captured ?? 0n),
    balance: toBalance(row),
    allocation: toAllocation(row.burned ?? []),
  }
}

/** Gives a hold back: the operation never ran. A hold that has ended already stays as it ended (`replayed`). */
export async function release(
  db: Db,
  { userId, operationKey, at }: { userId: string; operationKey: string } & At,
): Promise<{ outcome: 'released' | 'replayed'; balance: Balance }> {
  const row = only(
    await db.$queryRaw<CloseRow[]>`
      select * from credit_close(${userId}::uuid, ${operationKey}, 'release', p_now => ${at ?? null}::timestamptz)`,
  )
  const outcome = row.outcome === 'closed' ? 'released' : 'replayed'
  return { outcome, balance: toBalance(row) }
}

export type ChargeOf = Omit<Reservation, 'ttlSeconds'> & { detail?: EntryDetail | undefined }

export type Charged =
  | {
      outcome: 'charged' | 'replayed'
      captured: MicroCredits
      allocation: AllocationPart[]
      balance: Balance
    }
  | { outcome: 'conflict' | 'insufficient' | 'frozen'; balance: Balance }

type ChargeRow = BalanceRow & { outcome: Charged['outcome']; captured: bigint; burned: bigint[] }

/**
 * Checks and spends in one step, for what costs the same whatever comes of it. `replayed` answers the first charge of this
 * key. Throws `RangeError` when the amount is not at least one micro-credit.
 */
export async function charge(
  db: Db,
  { userId, operationKey, requestHash, amount, detail, at }: ChargeOf,
): Promise<Charged> {
  const row = only(
    await db.$queryRaw<ChargeRow[]>`
      select * from credit_charge(${userId}::uuid, ${operationKey}, ${fingerprint(requestHash)}::bytea,
        ${amountOf(amount, 1)}::bigint, ${json(detail)}::jsonb, ${at ?? null}::timestamptz)`,
  )
  const balance = toBalance(row)
  if (row.outcome !== 'charged' && row.outcome !== 'replayed')
    return { outcome: row.outcome, balance }
  const captured = microCredits(row.captured)
  return { outcome: row.outcome, captured, allocation: toAllocation(row.burned), balance }
}

export type Reversal = {
  userId: string
  /** Of the grant that is asked back. */
  sourceKey: string
  /** How much of the grant is asked back in all, over all refunds and disputes: from nothing to the whole grant. */
  target: MicroCredits
  detail?: Record<string, unknown> | undefined
} & At

export type Reversed = {
  /** `absent`: nothing was granted under this key. */
  outcome: 'reversed' | 'reinstated' | 'unchanged' | 'absent'
  /** What the balance gained or (negative) lost. */
  moved: MicroCredits
  /** What the debt gained or (negative) lost. */
  debtMoved: MicroCredits
  balance: Balance
}

type ReverseRow = BalanceRow & {
  outcome: Reversed['outcome']
  moved: bigint | null
  debt_moved: bigint | null
}

/**
 * Claws a grant back, or reinstates it, to a target: after it, `target` of the grant is taken back, whatever was before. What
 * was spent becomes debt. Saying the same again changes nothing. Throws `RangeError` on a negative target; the database
 * refuses one above the grant.
 */
export async function reverse(
  db: Db,
  { userId, sourceKey, target, detail, at }: Reversal,
): Promise<Reversed> {
  const row = only(
    await db.$queryRaw<ReverseRow[]>`
      select * from credit_reverse(${userId}::uuid, ${sourceKey}, ${amountOf(target, 0)}::bigint, ${json(detail)}::jsonb,
        ${at ?? null}::timestamptz)`,
  )
  return {
    outcome: row.outcome,
    moved: microCredits(row.moved ?? 0n),
    debtMoved: microCredits(row.debt_moved ?? 0n),
    balance: toBalance(row),
  }
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

import 'server-only'
import type { CreditGrantKind } from '@/prisma/generated/enums'
import type { Db } from '@/lib/db'
import type { Balance } from '../types'
import { microCredits, type MicroCredits } from '../unit'
import { amountOf, json, only, timeOf, toBalance, type At, type BalanceRow } from './row'

// What gives and takes back: grants, their reversal, monthly rights.

export type Grant = {
  userId: string
  kind: CreditGrantKind
  /** The business identity of what is given for (`payment_intent:…`): a second grant under it is a replay. */
  sourceKey: string
  amount: MicroCredits
  expiresAt?: Date | null | undefined
  /** Lower burns first. By default promo 10, plan 20, manual 30, topup 40, overage 50. */
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
        ${timeOf(at)}::timestamptz)`,
  )
  return { outcome: row.outcome, balance: toBalance(row) }
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
        ${timeOf(at)}::timestamptz)`,
  )
  return {
    outcome: row.outcome,
    moved: microCredits(row.moved ?? 0n),
    debtMoved: microCredits(row.debt_moved ?? 0n),
    balance: toBalance(row),
  }
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
        ${reason}, ${paidBy ?? null}, ${timeOf(at)}::timestamptz)`,
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
        select * from credit_pause_allowance(${userId}::uuid, ${sourceKey}, ${paused}, ${timeOf(at)}::timestamptz)`,
    ),
  )
}

/**
 * Withholds `amount` in all of what a monthly right has still to give, from its last month on; a lower amount lets it give
 * again, with the month that runs. What was granted already is asked back by `reverse`.
 */
export async function withhold(
  db: Db,
  { userId, sourceKey, amount, at }: AllowanceName & { amount: MicroCredits },
): Promise<void> {
  await db.$queryRaw`
    select 1 from credit_withhold(${userId}::uuid, ${sourceKey}, ${amountOf(amount, 0)}::bigint, ${timeOf(at)}::timestamptz)`
}

export type MonthlyRight = {
  sourceKey: string
  amount: bigint
  months: number
  /** The first month that was not granted. */
  nextPeriod: number
  withheld: bigint
}

/**
 * The monthly rights with an end that were paid by this, with the account brought up to date and locked: until the
 * transaction ends no month is granted beside it.
 */
export async function lockRights(
  db: Db,
  { userId, paidBy, at }: { userId: string; paidBy: string } & At,
): Promise<MonthlyRight[]> {
  await db.$queryRaw`select 1 from "CreditAccount" where "userId" = ${userId}::uuid for no key update`
  await db.$queryRaw`select 1 from credit_roll(${userId}::uuid, ${timeOf(at)}::timestamptz)`
  return db.$queryRaw<MonthlyRight[]>`
    select "sourceKey", amount, credit_periods(anchor, until) as months, "nextPeriod", reversed as withheld
    from "CreditAllowance"
    where "userId" = ${userId}::uuid and "paidBy" = ${paidBy} and until is not null
    order by id`
}

type AllowanceName = { userId: string; sourceKey: string } & At

/** Stops a monthly right: what it gave stays, nothing more comes. */
export const pauseAllowance = (db: Db, { userId, sourceKey, at }: AllowanceName) =>
  pause(db, userId, sourceKey, true, at)

/** Lets a monthly right run again, with the month that runs now if that was not granted before. */
export const resumeAllowance = (db: Db, { userId, sourceKey, at }: AllowanceName) =>
  pause(db, userId, sourceKey, false, at)

import 'server-only'
import { createHash } from 'node:crypto'
import type { Db } from '@/lib/db'
import type { AllocationPart, Balance, EntryDetail, Hold, HoldState } from '../types'
import { microCredits, type MicroCredits } from '../unit'
import { amountOf, json, only, timeOf, toBalance, type At, type BalanceRow } from './row'

// What spends: held and then settled or released, or charged at once.

/** Tells requests under one key of one user apart: 64 bits of SHA-256 are plenty for that, and short on every entry. */
const fingerprint = (requestHash: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(requestHash).digest().subarray(0, 8))

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
        ${amountOf(amount, 1)}::bigint, ${ttlSeconds}::int, ${timeOf(at)}::timestamptz)`,
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
      select credit_renew(${userId}::uuid, ${operationKey}, ${ttlSeconds}::int, ${timeOf(at)}::timestamptz) as until`,
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
        ${json(detail)}::jsonb, ${timeOf(at)}::timestamptz)`,
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
      select * from credit_close(${userId}::uuid, ${operationKey}, 'release', p_now => ${timeOf(at)}::timestamptz)`,
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
        ${amountOf(amount, 1)}::bigint, ${json(detail)}::jsonb, ${timeOf(at)}::timestamptz)`,
  )
  const balance = toBalance(row)
  if (row.outcome !== 'charged' && row.outcome !== 'replayed')
    return { outcome: row.outcome, balance }
  const captured = microCredits(row.captured)
  return { outcome: row.outcome, captured, allocation: toAllocation(row.burned), balance }
}

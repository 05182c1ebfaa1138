import 'server-only'
import { clock } from '@/lib/clock'
import type { Balance } from '../types'
import { microCredits, type MicroCredits } from '../unit'

export type BalanceRow = {
  available: bigint
  held: bigint
  debt: bigint
  seq: bigint
  low: number
  frozen: boolean
}

export type At = { at?: Date | undefined }

/** The ledger's time: the caller's, else the moved clock's; `null` is the database's own. */
export const timeOf = (at: Date | undefined): Date | null => at ?? clock.moved() ?? null

export const toBalance = (row: BalanceRow): Balance => ({
  available: microCredits(row.available),
  held: microCredits(row.held),
  debt: microCredits(row.debt),
  seq: Number(row.seq),
  low: row.low > 0,
  frozen: row.frozen,
})

/** A function that answers one row always does; without it the database is not the one this code was made for. */
export function only<Row>(rows: Row[]): Row {
  const [row] = rows
  if (!row) throw new Error('the ledger did not answer')
  return row
}

/** Refuses what a caller's arithmetic got wrong (negative, NaN, infinite, too large) before it reaches the database. */
export function amountOf(value: MicroCredits, least: 0 | 1): bigint {
  const amount = microCredits(value)
  if (amount < least) throw new RangeError(`not an amount of micro-credits: ${value}`)
  return BigInt(amount)
}

export const json = (value: unknown): string | null =>
  value === undefined ? null : JSON.stringify(value)

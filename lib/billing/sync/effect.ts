import 'server-only'
import { createHash } from 'node:crypto'
import { db, type Db } from '@/lib/db'

/**
 * Half of a convergence: what was read from Stripe, ready to be written. Reading happens with no transaction open and
 * no row locked; the effect writes state and grants in the caller's transaction and returns the line for the log.
 */
export type Effect = ((tx: Db) => Promise<string>) & { of?: Reading }

/** Which subscription an effect was read of, and with which invoice; and a digest of everything that was read. */
export type Reading = {
  subscriptionId: string
  invoiceId: string | null
  digest: string
  readAt: Date
}

/** Everything that was read, as one word: two that are equal would be written as the same. */
export const digestOf = (read: unknown): string =>
  createHash('sha256').update(JSON.stringify(read)).digest('base64url')

const transactionLimits = { maxWait: 15_000, timeout: 20_000 }

export function inTransaction<Result>(run: (tx: Db) => Promise<Result>): Promise<Result> {
  return db().$transaction(run, transactionLimits)
}

/**
 * When a reading began, by the one clock all processes share. Readings may be written in another order than they were
 * made; a row keeps the beginning of the reading it holds, and an earlier reading never overwrites a later one. Since
 * each event is read for after it happened, the reading that begins last shows the present.
 */
export async function readingBegins(): Promise<Date> {
  const [row] = await db().$queryRaw<{ now: Date }[]>`select clock_timestamp() as now`
  if (!row) throw new Error('the database did not tell the time')
  return row.now
}

import 'server-only'
import { readBalanceView, type BalanceView } from '@/lib/balance-view'
import { receiptsOf, type Receipt } from '@/lib/billing/receipts'
import { statement, type StatementLine } from '@/lib/credits'
import { db } from '@/lib/db'

export type Usage = {
  balance: BalanceView
  lines: StatementLine[]
  /** Payments by the name the ledger has for them (`paidBy`). */
  receipts: Record<string, Receipt>
  nextCursor: string | null
}

/** The usage page: the balance, a page of the statement newest first, and the payments its credits name. */
export async function readUsage(
  userId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Usage> {
  // The balance first: reading it brings due expiries and monthly credits to the statement.
  const balance = await readBalanceView(userId)
  const { lines, nextCursor } = await statement(db(), userId, { cursor: cursor ?? null, limit })
  const named = [...lines.flatMap(({ buckets }) => buckets), ...balance.buckets]
  const receipts = await receiptsOf(
    userId,
    named.flatMap(({ paidBy }) => paidBy ?? []),
  )
  return { balance, lines, receipts, nextCursor }
}

import 'server-only'
import type { Db } from '@/lib/db'

/** Whether anything that a payment bought is asked back, by a refund or a dispute, or was by a change of plan. */
export async function anyReversed(
  db: Db,
  { userId, paidBy }: { userId: string; paidBy: string },
): Promise<boolean> {
  const [row] = await db.$queryRaw<{ any: boolean }[]>`
    select exists (
      select from "CreditGrant" where "userId" = ${userId}::uuid and "paidBy" = ${paidBy} and reversed > 0
    ) or exists (
      select from "CreditAllowance" where "userId" = ${userId}::uuid and "paidBy" = ${paidBy} and reversed > 0
    ) as any`
  return row?.any === true
}

type Paid = { userId: string; id: string }

/** The ids of those payments that have brought credits, or a right to credits. */
export async function paidFor(db: Db, payments: readonly Paid[]): Promise<Set<string>> {
  const where = {
    // The account comes first in every key of the ledger.
    userId: { in: payments.map(({ userId }) => userId) },
    paidBy: { in: payments.map(({ id }) => id) },
  }
  const select = { paidBy: true } as const
  const [grants, allowances] = await Promise.all([
    db.creditGrant.findMany({ where, select, distinct: ['paidBy'] }),
    db.creditAllowance.findMany({ where, select, distinct: ['paidBy'] }),
  ])
  return new Set([...grants, ...allowances].flatMap(({ paidBy }) => paidBy ?? []))
}

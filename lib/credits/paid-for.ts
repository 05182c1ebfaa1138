import 'server-only'
import type { Db } from '@/lib/db'

/** Those of the payments that have brought credits, or a right to credits. */
export async function paidFor(db: Db, paidBy: readonly string[]): Promise<Set<string>> {
  const where = { paidBy: { in: [...paidBy] } }
  const select = { paidBy: true } as const
  const [grants, allowances] = await Promise.all([
    db.creditGrant.findMany({ where, select, distinct: ['paidBy'] }),
    db.creditAllowance.findMany({ where, select, distinct: ['paidBy'] }),
  ])
  return new Set([...grants, ...allowances].flatMap(({ paidBy }) => paidBy ?? []))
}

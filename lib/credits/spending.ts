import 'server-only'
import type { Db } from '@/lib/db'
import { Prisma } from '@/prisma/generated/client'
import { microCredits, type MicroCredits } from './unit'

export const spendingGroups = ['operation', 'model', 'day'] as const

/** What spending is added up by: what was done, with which model, or on which day. */
export type SpendingGroup = (typeof spendingGroups)[number]

export type SpendingPart = {
  /** The operation's or model's name as the ledger has it, or the day (ISO, UTC); `null`: a charge that names none. */
  key: string | null
  spent: MicroCredits
  /** Questions, pictures and the like: however many calls each of them took. */
  requests: number
}

const keys: Record<SpendingGroup, Prisma.Sql> = {
  operation: Prisma.sql`e.detail->>'operation'`,
  model: Prisma.sql`e.detail->>'model'`,
  day: Prisma.sql`to_char(e."createdAt" at time zone 'UTC', 'YYYY-MM-DD')`,
}

/**
 * Where a user's credits went: the debits of some days (ISO, UTC, both included), added up; days in order, all else by amount. What
 * became debt was spent too. Days on which nothing was spent are left out.
 */
export async function spending(
  db: Db,
  userId: string,
  { by, from, to }: { by: SpendingGroup; from: string; to: string },
): Promise<SpendingPart[]> {
  const order = by === 'day' ? Prisma.sql`1` : Prisma.sql`2 desc, 1`
  const rows = await db.$queryRaw<{ key: string | null; spent: bigint; requests: number }[]>`
    select ${keys[by]} as key, sum(e."debtDelta" - e.delta)::bigint as spent,
      count(distinct coalesce(e.detail->>'requestId', e."operationKey"))::int as requests
    from "CreditEntry" e
    where e."userId" = ${userId}::uuid and e.kind = 'burn' and (e.delta <> 0 or e."debtDelta" <> 0)
      and e."createdAt" >= ${from}::date::timestamp at time zone 'UTC'
      and e."createdAt" < (${to}::date + 1)::timestamp at time zone 'UTC'
    group by 1 order by ${order}`
  return rows.map((row) => ({ ...row, spent: microCredits(row.spent) }))
}

import type { PrismaClient } from '@/prisma/generated/client'
import type { LedgerModel } from './ledger-model'

/** All the ledger's tables say of an account, in one snapshot, and the same of the model: two plain values to compare. */
type Tables = {
  account: Record<string, number | boolean>
  buckets: Record<string, unknown>
  holds: Record<string, unknown>
  ended: Record<string, unknown>
}

/** One row, for the account `$1`. */
export const tablesSql = `
    select jsonb_build_object(
      'account', jsonb_build_object('available', a.available, 'held', a.held, 'debt', a.debt, 'seq', a.seq,
        'low', a.low, 'lowMark', a."lowMark", 'frozen', a.frozen),
      'buckets', coalesce((
        select jsonb_object_agg(g."sourceKey", jsonb_build_array(
          g.kind, g.granted, case when g.id = a."headId" then a."headRemaining" else g.remaining end,
          g.expired, g.reversed, g."clawedBack", g.indebted, extract(epoch from g."expiresAt") * 1000))
        from "CreditGrant" g where g."userId" = a."userId"), '{}'),
      'holds', coalesce((
        select jsonb_object_agg("operationKey", jsonb_build_array(
          amount, extract(epoch from "createdAt") * 1000, extract(epoch from "expiresAt") * 1000))
        from "CreditHold" h where h."userId" = a."userId"), '{}'),
      'ended', coalesce((
        select jsonb_object_agg("operationKey", jsonb_build_array(kind, cost)) from (
          select distinct on ("operationKey") "operationKey", kind, "debtDelta" - delta as cost
          from "CreditEntry" e
          where e."userId" = a."userId" and kind in ('burn', 'release', 'lapse')
          order by "operationKey", kind
        ) last), '{}')
    ) as tables, (extract(epoch from a."nextEventAt") * 1000)::float8 as "nextEventAt"
    from "CreditAccount" a where a."userId" = $1::uuid`

/** And when the account next looks by itself: at the latest when the model has something due. */
type Read = { tables: Tables; nextEventAt: number }

export async function readTables(db: PrismaClient, userId: string): Promise<Read> {
  const [row] = await db.$queryRawUnsafe<Read[]>(tablesSql, userId)
  if (!row) throw new Error('no account')
  return row
}

const entryOf = { settled: 'burn', released: 'release', lapsed: 'lapse' } as const

export function tablesOf(model: LedgerModel): Tables {
  const { available, held, debt, seq, low, lowMark, frozen } = model
  return {
    account: { available, held, debt, seq, low, lowMark, frozen },
    buckets: Object.fromEntries(
      model.buckets.map((b) => [
        b.key,
        [
          b.kind,
          b.granted,
          b.remaining,
          b.expired,
          b.reversed,
          b.clawedBack,
          b.indebted,
          b.expiresAt === Infinity ? null : b.expiresAt,
        ],
      ]),
    ),
    holds: Object.fromEntries(
      [...model.holds].map(([key, h]) => [key, [h.amount, h.takenAt, h.expiresAt]]),
    ),
    ended: Object.fromEntries(
      [...model.ended].map(([key, e]) => [key, [entryOf[e.state], e.captured ?? 0]]),
    ),
  }
}

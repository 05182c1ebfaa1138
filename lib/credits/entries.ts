import 'server-only'
import type { Db } from '@/lib/db'
import { Prisma, type CreditEntry } from '@/prisma/generated/client'
import { toAllocation } from './ledger'
import type { StatementFilter, StatementKind } from './statement-filter'
import type { EntryDetail, StatementEntry } from './types'
import { microCredits } from './unit'

export type EntryRow = Omit<CreditEntry, 'userId' | 'requestHash'>

const columns = Prisma.sql`e.seq, e.delta, e."balanceAfter", e."debtDelta", e."createdAt", e.kind, e."operationKey",
  e.allocation, e.detail`

/** An operation that ended with nothing spent: its hold was given back, or it cost nothing. */
const nothingSpent = Prisma.sql`(e.kind in ('release', 'lapse') or e.kind = 'burn' and e.delta = 0 and e."debtDelta" = 0)`

/** Money moved, and nothing was there to move with it: what it had bought had expired. The audit wants the entry, nobody else. */
const movedNothing = Prisma.sql`(e.kind in ('clawback', 'reinstate') and e.delta = 0 and e."debtDelta" = 0)`

const kindIs: Record<StatementKind, Prisma.Sql> = {
  all: Prisma.sql`not ${nothingSpent}`,
  spent: Prisma.sql`e.kind = 'burn' and not ${nothingSpent}`,
  added: Prisma.sql`e.kind in ('grant', 'reinstate')`,
  expired: Prisma.sql`e.kind = 'expire'`,
  taken_back: Prisma.sql`e.kind = 'clawback'`,
  repaid: Prisma.sql`e.kind = 'repay'`,
  held: nothingSpent,
}

/** Opens, closes or takes back overage, and nothing else: the books of an agreement, no credits of anybody's. */
const onlyOverage = Prisma.sql`(e.kind in ('grant', 'expire', 'clawback', 'reinstate') and cardinality(e.allocation) = 2
  and exists (
    select from "CreditGrant" g where g."userId" = e."userId" and g.id = e.allocation[1] and g.kind = 'overage'))`

function matches({ kind, model, request, from, to }: StatementFilter, own: boolean): Prisma.Sql {
  return Prisma.join(
    [
      kindIs[kind],
      ...(own ? [Prisma.sql`not ${onlyOverage}`, Prisma.sql`not ${movedNothing}`] : []),
      ...(model ? [Prisma.sql`e.detail->>'model' = ${model}`] : []),
      ...(request ? [Prisma.sql`e.detail->>'requestId' = ${request}`] : []),
      ...(from ? [Prisma.sql`e."createdAt" >= ${from}::date::timestamp at time zone 'UTC'`] : []),
      ...(to ? [Prisma.sql`e."createdAt" < (${to}::date + 1)::timestamp at time zone 'UTC'`] : []),
    ],
    ' and ',
  )
}

/**
 * Entries that match, with numbers from `above` (not included) to `upTo`, at most `limit` of them. `own`: without those that
 * keep the books of overage, or moved nothing.
 */
export async function readEntries(
  db: Db,
  userId: string,
  range: {
    above: bigint
    upTo: bigint
    order: 'newest first' | 'oldest first'
    limit: number
    own: boolean
  },
  filter: StatementFilter,
): Promise<EntryRow[]> {
  const order = range.order === 'newest first' ? Prisma.sql`desc` : Prisma.sql`asc`
  return db.$queryRaw<EntryRow[]>`
    select ${columns} from "CreditEntry" e
    where e."userId" = ${userId}::uuid and e.seq > ${range.above}::bigint and e.seq <= ${range.upTo}::bigint
      and ${matches(filter, range.own)}
    order by e.seq ${order} limit ${range.limit}::int`
}

/**
 * The charged calls whose keys begin so (call-key.ts) and that match, up to a number, newest first. The index on the operation
 * key finds them: digits and slashes stand between the two bounds under the sorting rules of any language. The last condition
 * is the exact one.
 */
export async function readCalls(
  db: Db,
  userId: string,
  { prefixes, upTo }: { prefixes: readonly string[]; upTo: bigint },
  filter: StatementFilter,
): Promise<EntryRow[]> {
  if (prefixes.length === 0) return []
  return db.$queryRaw<EntryRow[]>`
    select ${columns} from unnest(${prefixes}::text[]) request(prefix)
    cross join (values ('/'), ('~')) next(mark)
    join "CreditEntry" e on e."userId" = ${userId}::uuid and e.kind = 'burn'
      and e."operationKey" >= request.prefix || next.mark
      and e."operationKey" <= request.prefix || next.mark || '99999999999999999999'
    where e.seq <= ${upTo}::bigint and ${matches(filter, false)}
      and e."operationKey" like '%/%/%'
      and regexp_replace(e."operationKey", '(~[0-9]+)?/[0-9]+/[0-9]+$', '') = request.prefix
    order by e.seq desc`
}

/** The models of the account's last entries: those a filter may offer. Bounded, since every look at the page asks. */
export async function usedModels(db: Db, userId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ model: string }[]>`
    select distinct latest.detail->>'model' as model
    from (
      select e.detail from "CreditEntry" e where e."userId" = ${userId}::uuid order by e.seq desc limit 2000
    ) latest
    where latest.detail ? 'model'
    order by 1`
  return rows.map(({ model }) => model)
}

/** Rows as entries, each bucket with what it was given for. */
export async function toEntries(
  db: Db,
  userId: string,
  rows: readonly EntryRow[],
): Promise<StatementEntry[]> {
  const allocations = new Map(rows.map((row) => [row.seq, toAllocation(row.allocation)] as const))
  const ids = new Set([...allocations.values()].flat().map(({ grantId }) => BigInt(grantId)))
  const grants = await db.creditGrant.findMany({
    where: { userId, id: { in: [...ids] } },
    select: { id: true, kind: true, reason: true, paidBy: true },
  })
  const byId = new Map(grants.map(({ id, ...grant }) => [String(id), grant]))
  return rows.map((row) => ({
    seq: Number(row.seq),
    at: row.createdAt.toISOString(),
    kind: row.kind,
    delta: microCredits(row.delta),
    debtDelta: microCredits(row.debtDelta),
    balanceAfter: microCredits(row.balanceAfter),
    operationKey: row.operationKey,
    detail: row.detail as EntryDetail | null,
    buckets: (allocations.get(row.seq) ?? []).flatMap((part) => {
      const grant = byId.get(part.grantId)
      return grant ? [{ ...part, ...grant }] : []
    }),
  }))
}

import 'server-only'
import type { Db } from '@/lib/db'
import type { CreditEntry } from '@/prisma/generated/client'
import { toAllocation } from './ledger'
import type { EntryDetail, StatementEntry, StatementLine } from './types'
import { microCredits } from './unit'

type Page = { lines: StatementLine[]; nextCursor: string | null }

/** Entries read at a time. A request of more model calls than that is still one line. */
const batchSize = 100

async function resolveBuckets(
  db: Db,
  userId: string,
  entries: CreditEntry[],
): Promise<StatementEntry[]> {
  const allocations = new Map(
    entries.map((entry) => [entry.seq, toAllocation(entry.allocation)] as const),
  )
  const ids = new Set([...allocations.values()].flat().map(({ grantId }) => BigInt(grantId)))
  const grants = await db.creditGrant.findMany({
    where: { userId, id: { in: [...ids] } },
    select: { id: true, kind: true, reason: true, paidBy: true },
  })
  const byId = new Map(grants.map(({ id, ...grant }) => [String(id), grant]))
  return entries.map((entry) => ({
    seq: Number(entry.seq),
    at: entry.createdAt.toISOString(),
    kind: entry.kind,
    delta: microCredits(entry.delta),
    debtDelta: microCredits(entry.debtDelta),
    balanceAfter: microCredits(entry.balanceAfter),
    operationKey: entry.operationKey,
    detail: entry.detail as EntryDetail | null,
    buckets: (allocations.get(entry.seq) ?? []).flatMap((part) => {
      const grant = byId.get(part.grantId)
      return grant ? [{ ...part, ...grant }] : []
    }),
  }))
}

const requestOf = (entry: StatementEntry) =>
  entry.kind === 'burn' ? entry.detail?.requestId : undefined

/** Parts of the same bucket as one, in the order they first appear. */
function mergeBuckets(calls: StatementEntry[]): StatementEntry['buckets'] {
  const merged = new Map<string, StatementEntry['buckets'][number]>()
  for (const part of calls.flatMap((call) => call.buckets)) {
    const known = merged.get(part.grantId)
    const amount = microCredits(part.amount + (known?.amount ?? 0))
    merged.set(part.grantId, { ...part, amount })
  }
  return [...merged.values()]
}

/** `calls` newest first, as they were read. */
function toLine(calls: [StatementEntry, ...StatementEntry[]]): StatementLine {
  const [newest] = calls
  if (newest.kind !== 'burn') return { ...newest, calls: [] }
  const oldestFirst = calls.toReversed()
  const total = (of: 'delta' | 'debtDelta') =>
    microCredits(calls.reduce((sum, call) => sum + call[of], 0))
  return {
    ...newest,
    delta: total('delta'),
    debtDelta: total('debtDelta'),
    buckets: mergeBuckets(oldestFirst),
    calls: oldestFirst,
  }
}

/**
 * The statement, newest first. Debits of one request that follow each other are one line with its `calls`, never split
 * over two pages; `limit` counts lines. Pass `nextCursor` back for the next page; entries written meanwhile do not move it.
 */
export async function statement(
  db: Db,
  userId: string,
  { cursor, limit }: { cursor?: string | null; limit: number },
): Promise<Page> {
  const groups: [StatementEntry, ...StatementEntry[]][] = []
  let before = parseCursor(cursor)
  // Until one line more than asked for has begun: only then is the last one asked for known to be whole.
  while (groups.length <= limit) {
    const rows = await db.creditEntry.findMany({
      where: { userId, ...(before !== undefined && { seq: { lt: before } }) },
      orderBy: { seq: 'desc' },
      take: batchSize,
    })
    for (const entry of await resolveBuckets(db, userId, rows)) {
      const open = groups.at(-1)
      const request = requestOf(entry)
      if (open && request !== undefined && requestOf(open[0]) === request) open.push(entry)
      else groups.push([entry])
    }
    before = rows.at(-1)?.seq
    if (rows.length < batchSize) break
  }
  const shown = groups.slice(0, limit)
  const last = shown.at(-1)?.at(-1)
  return {
    lines: shown.map(toLine),
    nextCursor: groups.length > limit && last ? String(last.seq) : null,
  }
}

/** A cursor is the last shown entry's number. What is none reads from the start: it comes from an address bar. */
function parseCursor(cursor: string | null | undefined): bigint | undefined {
  return cursor && /^\d{1,15}$/.test(cursor) ? BigInt(cursor) : undefined
}

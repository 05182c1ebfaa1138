import 'server-only'
import type { Db } from '@/lib/db'
import { requestPrefix } from './call-key'
import { readCalls, readEntries, toEntries, type EntryRow } from './entries'
import { everything, type StatementFilter } from './statement-filter'
import { overageAside } from './overage-aside'
import type { EntryDetail, StatementEntry, StatementLine } from './types'
import { microCredits } from './unit'

type Page = { lines: StatementLine[]; nextCursor: string | null }

/** Newest first, and never empty. */
type Calls<Entry> = [Entry, ...Entry[]]

const batchSize = 100

/**
 * What a row's request is known by; `null` for a row that is a line of its own. A caller's own key may happen to end like a
 * call's: its request id tells them apart.
 */
function requestOf(row: EntryRow): string | null {
  const prefix = row.kind === 'burn' ? requestPrefix(row.operationKey) : null
  const requestId = (row.detail as EntryDetail | null)?.requestId
  return prefix === null || requestId === undefined ? null : `${prefix}\n${requestId}`
}

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

function toLine(calls: Calls<StatementEntry>): StatementLine {
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
 * The statement, newest first. The debits of one request are one line with its `calls`, which stands where the newest of them
 * does; `limit` counts lines. Each entry that matches `filter` is in exactly one line, over all pages.
 *
 * Pass `nextCursor` back for the next page. It remembers where the walk began: what is written meanwhile, a further call of a
 * request included, is not seen by it.
 *
 * Overage is shown where it was spent and nowhere else: the balance after an entry is the user's own.
 */
export async function statement(
  db: Db,
  userId: string,
  {
    cursor,
    limit,
    filter = everything,
  }: { cursor?: string | null; limit: number; filter?: StatementFilter },
): Promise<Page> {
  const began = parseCursor(cursor)
  let upTo = began?.upTo
  let before = began?.before
  const found: Calls<EntryRow>[] = []
  // Until one line more than asked for is found: only then is there another page.
  while (found.length <= limit) {
    const rows = await readEntries(
      db,
      userId,
      {
        above: 0n,
        upTo: before === undefined ? LAST : before - 1n,
        order: 'newest first',
        limit: batchSize,
        own: true,
      },
      filter,
    )
    upTo ??= rows[0]?.seq ?? 0n
    found.push(...(await linesAt(db, userId, { rows, upTo, filter })))
    before = rows.at(-1)?.seq
    if (rows.length < batchSize) break
  }
  const shown = found.slice(0, limit)
  const last = shown.at(-1)?.[0]
  const rows = shown.flat()
  const [entries, asideOf] = await Promise.all([
    toEntries(db, userId, rows),
    overageAside(db, userId, rows),
  ])
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]))
  const entryOf = (row: EntryRow): StatementEntry => {
    const entry = bySeq.get(Number(row.seq))
    if (!entry) throw new Error(`entry ${row.seq} was read but not resolved`)
    const { moved, after } = asideOf(row)
    return {
      ...entry,
      // What was spent is shown whole; of what came and went, only what was the user's own.
      delta: row.kind === 'burn' ? entry.delta : microCredits(entry.delta - Number(moved)),
      balanceAfter: microCredits(Math.max(0, entry.balanceAfter - Number(after))),
    }
  }
  return {
    lines: shown.map(([newest, ...older]) => toLine([entryOf(newest), ...older.map(entryOf)])),
    nextCursor: found.length > limit && last && upTo !== undefined ? `${last.seq}-${upTo}` : null,
  }
}

/** The lines that stand at these rows. A row that is an older call of its request belongs to a line further up. */
async function linesAt(
  db: Db,
  userId: string,
  { rows, upTo, filter }: { rows: EntryRow[]; upTo: bigint; filter: StatementFilter },
): Promise<Calls<EntryRow>[]> {
  const requests = rows.filter((row) => requestOf(row) !== null)
  const prefixes = [
    ...new Set(requests.flatMap(({ operationKey }) => requestPrefix(operationKey) ?? [])),
  ]
  const calls = Map.groupBy(await readCalls(db, userId, { prefixes, upTo }, filter), requestOf)
  return rows.flatMap((row): Calls<EntryRow>[] => {
    const request = requestOf(row)
    if (request === null) return [[row]]
    const [newest, ...older] = calls.get(request) ?? []
    return newest?.seq === row.seq ? [[newest, ...older]] : []
  })
}

const LAST = 2n ** 63n - 1n

/**
 * A cursor is the number of the last shown line, and that of the newest entry when the walk began. What is none reads from the
 * start: it comes from an address bar.
 */
function parseCursor(
  cursor: string | null | undefined,
): { before: bigint; upTo: bigint } | undefined {
  const [, before, upTo] = /^(\d{1,15})-(\d{1,15})$/.exec(cursor ?? '') ?? []
  return before && upTo ? { before: BigInt(before), upTo: BigInt(upTo) } : undefined
}

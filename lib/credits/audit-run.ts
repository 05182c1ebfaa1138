import 'server-only'
import type { AuditKind, AuditRun as AuditRow } from '@/prisma/generated/client'
import type { Db } from '@/lib/db'
import { toFinding, type Finding } from './audit-words'
import { audit } from './ledger'

/** An audit that was asked for: what it looked at and what it found. */
export type AuditRun = Omit<AuditRow, 'findings'> & { findings: Finding[] }

/** A run keeps so many findings and counts the rest: more than anybody reads, and nobody repairs such a ledger by hand. */
const KEPT = 200
/** Accounts that an incremental audit follows one by one; with more, looking at everything is cheaper. */
const FOLLOWED = 100
/** An account bears the time it moved, not of that commit: nothing in this app commits later than this. */
const OVERLAP_MS = 5 * 60_000
const DAY_MS = 24 * 60 * 60_000
const KEEP_DAYS = 30

const toRun = (row: AuditRow): AuditRun => ({
  ...row,
  findings: row.findings as unknown as Finding[],
})

/** Runs that came to a result. */
const finished = { finishedAt: { not: null }, error: null }

type Scope = { kind: 'full' } | { kind: 'incremental'; since: Date; suspects: string[] }

/**
 * What an incremental audit has to look at: what was booked since the last run began, and again every account that is not
 * known to be in order, so that a problem is reported until it is gone. Without a full audit to build on, or with too many
 * suspects, everything.
 */
async function incrementalScope(db: Db): Promise<Scope> {
  const base = await db.auditRun.findFirst({
    where: { ...finished, kind: 'full' },
    orderBy: { startedAt: 'desc' },
  })
  if (!base) return { kind: 'full' }
  const range = { ...finished, startedAt: { gte: base.startedAt } }
  const [newest, troubled] = await Promise.all([
    db.auditRun.findFirst({ where: range, orderBy: { startedAt: 'desc' } }),
    db.auditRun.findMany({ where: { ...range, problems: { gt: 0 } } }),
  ])
  const suspects = new Set(
    troubled.flatMap((run) => toRun(run).findings.map(({ userId }) => userId)),
  )
  if (suspects.size > FOLLOWED || troubled.some(({ problems }) => problems > KEPT))
    return { kind: 'full' }
  const since = new Date((newest ?? base).startedAt.getTime() - OVERLAP_MS)
  return { kind: 'incremental', since, suspects: [...suspects] }
}

async function look(db: Db, scope: Scope): Promise<{ accounts: number; findings: Finding[] }> {
  if (scope.kind === 'full')
    return { accounts: await db.creditAccount.count(), findings: (await audit(db)).map(toFinding) }
  const { since, suspects } = scope
  const [row] = await db.$queryRaw<{ accounts: number }[]>`
    select count(*)::int as accounts from (
      select "userId" from "CreditAccount" where "movedAt" >= ${since}::timestamptz or held > 0
      union select "userId" from "CreditHold"
      union select unnest(${suspects}::uuid[])) looked_at`
  const found = [await audit(db, { since })]
  for (const userId of suspects) found.push(await audit(db, { userId }))
  const findings = new Map(
    found
      .flat()
      .map((drift) => [`${drift.userId} ${drift.problem} ${drift.subject}`, toFinding(drift)]),
  )
  return { accounts: row?.accounts ?? 0, findings: [...findings.values()] }
}

/**
 * Audits the ledger and keeps the result. `incremental` looks at what moved since the last run, and at everything when there is
 * nothing to build on; what kind it became is in the answer, and every finding. Changes nothing but its own record. Throws what the database
 * throws, after keeping that too.
 */
export async function runAudit(db: Db, kind: AuditKind): Promise<AuditRun> {
  const scope: Scope = kind === 'full' ? { kind } : await incrementalScope(db)
  const since = scope.kind === 'incremental' ? scope.since : null
  const { id } = await db.auditRun.create({ data: { kind: scope.kind, since } })
  const end = (result: { accounts: number; findings: Finding[]; error: string | null }) =>
    db.$queryRaw<AuditRow[]>`
      update "AuditRun" set "finishedAt" = clock_timestamp(), accounts = ${result.accounts}::int,
        problems = ${result.findings.length}::int, error = ${result.error},
        findings = ${JSON.stringify(result.findings.slice(0, KEPT))}::jsonb
      where id = ${id}::uuid returning *`
  try {
    const result = await look(db, scope)
    const [row] = await end({ ...result, error: null })
    if (!row) throw new Error('the record of this audit is gone')
    return { ...row, findings: result.findings }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await end({ accounts: 0, findings: [], error: reason.slice(0, 500) })
    throw error
  }
}

/** What a scheduler asks for: everything once a day, else what moved. Forgets runs that found nothing after a month. */
export async function runDueAudit(db: Db): Promise<AuditRun> {
  const [{ now } = { now: new Date() }] = await db.$queryRaw<{ now: Date }[]>`select now()`
  const before = new Date(now.getTime() - KEEP_DAYS * DAY_MS)
  await db.auditRun.deleteMany({ where: { startedAt: { lt: before }, problems: 0 } })
  const today = await db.auditRun.findFirst({
    where: { ...finished, kind: 'full', startedAt: { gt: new Date(now.getTime() - DAY_MS) } },
  })
  return runAudit(db, today ? 'incremental' : 'full')
}

/** The last runs, newest first. */
export async function listAudits(db: Db, limit: number): Promise<AuditRun[]> {
  const rows = await db.auditRun.findMany({ orderBy: { startedAt: 'desc' }, take: limit })
  return rows.map(toRun)
}

/** The run whose result holds now: the last that came to one, of any kind or of this one. */
export async function lastAudit(db: Db, kind?: AuditKind): Promise<AuditRun | null> {
  const row = await db.auditRun.findFirst({
    where: { ...finished, ...(kind && { kind }) },
    orderBy: { finishedAt: 'desc' },
  })
  return row && toRun(row)
}

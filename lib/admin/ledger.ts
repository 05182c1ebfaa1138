import 'server-only'
import { clock } from '@/lib/clock'
import { lastAudit, listAudits, type AuditRun } from '@/lib/credits'
import { db } from '@/lib/db'
import { lastRuns, type LastRun } from './jobs'

/** How many runs the page lists. */
const RUNS = 12
/** A run without an end that began longer ago has died with its process. */
const PATIENCE_MS = 10 * 60_000

/** The jobs that keep the ledger. */
const ledgerJobs = ['sweep', 'audit'] as const

export type AuditState = 'running' | 'died' | 'failed' | 'problems' | 'clean'

export type LedgerHealth = {
  /** Whose result holds now; `null` when no audit has come to one yet. */
  current: AuditRun | null
  /** The last that looked at everything. */
  full: AuditRun | null
  runs: (AuditRun & { state: AuditState })[]
  /** Mail addresses of the users the current findings name, by id. */
  emails: Record<string, string>
  jobs: LastRun[]
}

/** How a run stands at `now`. */
export function stateOf(run: AuditRun, now: Date): AuditState {
  if (run.error !== null) return 'failed'
  if (run.finishedAt === null)
    return now.getTime() - run.startedAt.getTime() > PATIENCE_MS ? 'died' : 'running'
  return run.problems > 0 ? 'problems' : 'clean'
}

/** The owner's page on the ledger: whether it agrees with itself, what does not, and when somebody last looked. */
export async function ledgerHealth(): Promise<LedgerHealth> {
  const [current, full, runs, jobs] = await Promise.all([
    lastAudit(db()),
    lastAudit(db(), 'full'),
    listAudits(db(), RUNS),
    lastRuns(ledgerJobs),
  ])
  const ids = [...new Set(current?.findings.map(({ userId }) => userId))]
  const users = await db().user.findMany({
    where: { id: { in: ids } },
    select: { id: true, email: true },
  })
  const now = clock.real()
  return {
    current,
    full,
    runs: runs.map((run) => ({ ...run, state: stateOf(run, now) })),
    emails: Object.fromEntries(users.map(({ id, email }) => [id, email])),
    jobs,
  }
}

import 'server-only'
import { runAudit, runDueAudit, type AuditRun } from '@/lib/credits'
import { db } from '@/lib/db'
import { log } from '@/lib/log'

/** A log line must end somewhere; all of them are in the run's record or come with the command. */
const LOGGED = 50

/** What is found is for people to judge: it is said and kept, never repaired. Ids and amounts only. */
function logFindings(run: AuditRun): AuditRun {
  if (run.problems > 0)
    log.error(
      { auditRun: run.id, problems: run.problems, findings: run.findings.slice(0, LOGGED) },
      'the ledger does not agree with itself',
    )
  return run
}

/** The periodic audit; answers the line that is kept as the job's result. */
export async function auditLedger(): Promise<string> {
  const { kind, accounts, problems } = logFindings(await runDueAudit(db()))
  return `${kind}: ${accounts} accounts, ${problems} problems`
}

/** The owner asks for one now. */
export async function auditNow(kind: AuditRun['kind']): Promise<AuditRun> {
  return logFindings(await runAudit(db(), kind))
}

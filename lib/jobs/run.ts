import 'server-only'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import type { Job } from '.'

/** A run that takes longer than this is taken for dead, and the job is free for another process. */
const leaseSeconds = 10 * 60

export type JobOutcome = { name: string; ok: boolean; result: string }

type Claim = { startedAt: Date }

// One statement decides who runs a job: due, and not running elsewhere (or not for longer than the lease). Who comes while
// another decides goes on to the next job instead of waiting.
const claim = (name: string, everySeconds: number, at: Date | undefined) => db().$queryRaw<Claim[]>`
  with asked as (select coalesce(${at ?? null}::timestamptz, now()) as at),
  first as (
    insert into "JobRun" (name, "startedAt") select ${name}, asked.at from asked
    on conflict (name) do nothing
    returning "startedAt"),
  due as (
    select run.name, asked.at from "JobRun" run, asked
     where run.name = ${name}
       and (run."startedAt" is null
         or (run."finishedAt" is not null and run."startedAt" + make_interval(secs => ${everySeconds}) <= asked.at)
         or run."startedAt" + make_interval(secs => ${leaseSeconds}) <= asked.at
         -- Begun in a future that a moved clock has left behind.
         or run."startedAt" - make_interval(secs => ${leaseSeconds}) > asked.at)
       for update of run skip locked),
  again as (
    update "JobRun" run set "startedAt" = due.at, "finishedAt" = null from due where run.name = due.name
    returning run."startedAt")
  select "startedAt" from first union all select "startedAt" from again`

async function attempt(name: string, job: Job): Promise<JobOutcome> {
  try {
    return { name, ok: true, result: await job.run() }
  } catch (error) {
    log.error({ err: error, job: name }, 'job failed')
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return { name, ok: false, result: reason.slice(0, 500) }
  }
}

/**
 * Runs every job that is due and that no other process is running, one after the other; answers the outcome of those
 * it ran. A failing job is kept as such and does not stop the others.
 */
export async function runDueJobs(
  jobs: Record<string, Job>,
  { at = clock.moved() }: { at?: Date | undefined } = {},
): Promise<JobOutcome[]> {
  const outcomes: JobOutcome[] = []
  for (const [name, job] of Object.entries(jobs)) {
    const [claimed] = await claim(name, job.everySeconds, at)
    if (!claimed) continue
    const outcome = await attempt(name, job)
    outcomes.push(outcome)
    // Only while the claim is still ours: after the lease another run's outcome counts.
    await db().$executeRaw`
      update "JobRun"
         set "finishedAt" = coalesce(${clock.moved() ?? null}::timestamptz, clock_timestamp()), ok = ${outcome.ok}, result = ${outcome.result}
       where name = ${name} and "startedAt" = ${claimed.startedAt}`
  }
  return outcomes
}

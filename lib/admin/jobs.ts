import 'server-only'
import { db } from '@/lib/db'
import { jobs, type JobName } from '@/lib/jobs'
import type { JobRun } from '@/prisma/generated/client'

export type LastRun = { name: string; lastRun: JobRun | null }

const allJobs = Object.keys(jobs) as JobName[]

/** The last run of each job, in their order; `null` when it never ran. */
export async function lastRuns(names: readonly JobName[] = allJobs): Promise<LastRun[]> {
  const runs = await db().jobRun.findMany({ where: { name: { in: [...names] } } })
  return names.map((name) => ({ name, lastRun: runs.find((run) => run.name === name) ?? null }))
}

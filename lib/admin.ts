import 'server-only'
import { db } from '@/lib/db'
import { jobs } from '@/lib/jobs'

/** What the owner sees first: how many, what failed, and whether the periodic work runs. */
export async function overview() {
  const [users, failedEvents, mailWaiting, runs] = await Promise.all([
    db().user.count(),
    db().webhookEvent.count({ where: { status: 'failed' } }),
    db().outboxMail.count({ where: { sentAt: null } }),
    db().jobRun.findMany(),
  ])
  return {
    users,
    failedEvents,
    mailWaiting,
    jobs: Object.keys(jobs).map((name) => ({
      name,
      lastRun: runs.find((run) => run.name === name) ?? null,
    })),
  }
}

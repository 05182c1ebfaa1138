import 'server-only'
import { db } from '@/lib/db'
import { lastRuns } from './jobs'

/** What the owner sees first: how many, what failed, and whether the periodic work runs. */
export async function overview() {
  const [users, failedEvents, mailWaiting, jobs] = await Promise.all([
    db().user.count(),
    db().webhookEvent.count({ where: { status: 'failed' } }),
    db().outboxMail.count({ where: { sentAt: null } }),
    lastRuns(),
  ])
  return { users, failedEvents, mailWaiting, jobs }
}

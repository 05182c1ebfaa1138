import 'server-only'
import { billingSummary, owedBy } from '@/lib/billing'
import type { ActionName } from './actions'

/**
 * Which actions make sense for a user as things stand: what cannot be done is not offered to the model, so it cannot be talked
 * into it. That is a first sieve; each action looks for itself again, when it is proposed and when it is confirmed.
 */
export async function offeredActions(userId: string): Promise<ReadonlySet<ActionName>> {
  const [{ subscription, byAgreement }, owed] = await Promise.all([
    billingSummary(userId),
    owedBy(userId),
  ])
  const cancelled = subscription?.cancelAt != null
  const sense: Record<ActionName, boolean> = {
    top_up: true,
    auto_top_up: true,
    open_portal: true,
    subscribe: !subscription && !byAgreement,
    change_plan: subscription !== null,
    undo_plan_change: subscription?.next != null,
    cancel_plan: subscription !== null && !cancelled,
    resume_plan: cancelled,
    recovery_link: owed.length > 0,
  }
  const names = Object.keys(sense) as ActionName[]
  return new Set(names.filter((name) => sense[name]))
}

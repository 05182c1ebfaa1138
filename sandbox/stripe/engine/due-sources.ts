import {
  dueCancellations,
  dueDrafts,
  duePeriods,
  dueTrialReminders,
  dueUpcoming,
} from './due-subscriptions'
import { duePendingUpdates } from './pending-updates'
import { dueDebits } from './bank-answers'
import { dueDisputes } from './disputes'
import { dueRefunds } from './refund-outcomes'
import { dueIncompleteExpiries, dueRetries } from './retries'
import { dueSchedules } from './schedules'
import { dueSessionExpiries } from './sessions'
import { dueClockDeletions } from './test-clocks'
import type { DueSource } from './timeline'

/** Everything that happens by itself in the sandbox, in the order in which things of one second happen. */
export const dueSources: DueSource[] = [
  dueClockDeletions,
  dueSessionExpiries,
  dueTrialReminders,
  dueUpcoming,
  duePendingUpdates,
  dueSchedules,
  dueCancellations,
  duePeriods,
  dueDrafts,
  dueRetries,
  dueIncompleteExpiries,
  dueDebits,
  dueRefunds,
  dueDisputes,
]

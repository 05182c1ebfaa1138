import 'server-only'
import { readSchedule } from '../sync/subscription'
import type { Handler } from './handler'

/** The last planned change has come into force. */
export const subscriptionScheduleCompleted: Handler<'subscription_schedule.completed'> = (event) =>
  readSchedule(event.data.object)

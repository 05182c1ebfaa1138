import 'server-only'
import { readSchedule } from '../sync/subscription'
import type { Handler } from './handler'

/** A change of plan was planned, or the next phase has begun. */
export const subscriptionScheduleUpdated: Handler<'subscription_schedule.updated'> = (event) =>
  readSchedule(event.data.object)

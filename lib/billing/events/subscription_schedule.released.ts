import 'server-only'
import { readSchedule } from '../sync/subscription'
import type { Handler } from './handler'

/** A planned change of plan was taken back, or has come into force: nothing is planned any more. */
export const subscriptionScheduleReleased: Handler<'subscription_schedule.released'> = (event) =>
  readSchedule(event.data.object)

import 'server-only'
import { readSchedule } from '../sync/subscription'
import type { Handler } from './handler'

/** A planned change ended with its subscription. */
export const subscriptionScheduleCanceled: Handler<'subscription_schedule.canceled'> = (event) =>
  readSchedule(event.data.object)

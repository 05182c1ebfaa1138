import 'server-only'
import { readTrialEnding } from '../sync/trial-ending'
import type { Handler } from './handler'

/** Three days before a trial ends: says what will be charged, and when. */
export const customerSubscriptionTrialWillEnd: Handler<'customer.subscription.trial_will_end'> = (
  event,
) => readTrialEnding(event.data.object.id)

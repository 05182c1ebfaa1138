import 'server-only'
import { readSubscription } from '../sync/subscription'
import type { Handler } from './handler'

/** Runs again after a pause. */
export const customerSubscriptionResumed: Handler<'customer.subscription.resumed'> = (event) =>
  readSubscription(event.data.object.id)

import 'server-only'
import { readSubscription } from '../sync/subscription'
import type { Handler } from './handler'

/** No payment method at the end of a trial: access as the policy table says. */
export const customerSubscriptionPaused: Handler<'customer.subscription.paused'> = (event) =>
  readSubscription(event.data.object.id)

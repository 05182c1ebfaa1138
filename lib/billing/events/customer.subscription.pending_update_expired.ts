import 'server-only'
import { readSubscription } from '../sync/subscription'
import type { Handler } from './handler'

/** A change that waited for its payment lapsed: the old plan stays. */
export const customerSubscriptionPendingUpdateExpired: Handler<
  'customer.subscription.pending_update_expired'
> = (event) => readSubscription(event.data.object.id)

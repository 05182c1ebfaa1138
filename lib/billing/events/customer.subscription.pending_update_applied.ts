import 'server-only'
import { readSubscription } from '../sync/subscription'
import type { Handler } from './handler'

/** A change that waited for its payment took effect. */
export const customerSubscriptionPendingUpdateApplied: Handler<
  'customer.subscription.pending_update_applied'
> = (event) => readSubscription(event.data.object.id)

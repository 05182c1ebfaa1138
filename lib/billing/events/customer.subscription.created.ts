import 'server-only'
import { readSubscription } from '../sync/subscription'
import type { Handler } from './handler'

/** A subscription exists; it gives nothing before its first invoice is paid. */
export const customerSubscriptionCreated: Handler<'customer.subscription.created'> = (event) =>
  readSubscription(event.data.object.id)

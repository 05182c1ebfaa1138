import 'server-only'
import { readSubscription } from '../sync/subscription'
import type { Handler } from './handler'

/** The subscription has ended: back to Free. */
export const customerSubscriptionDeleted: Handler<'customer.subscription.deleted'> = (event) =>
  readSubscription(event.data.object.id)

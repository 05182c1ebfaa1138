import 'server-only'
import { readSubscription } from '../sync/subscription'
import type { Handler } from './handler'

/** Says only that something changed. A late one after `deleted` reads "canceled" again and changes nothing. */
export const customerSubscriptionUpdated: Handler<'customer.subscription.updated'> = (event) =>
  readSubscription(event.data.object.id)

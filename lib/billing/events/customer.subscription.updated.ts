import 'server-only'
import { readCard } from '../card/sync'
import { readSubscription } from '../sync/subscription'
import type { Handler } from './handler'
import { together } from './together'

/** Says only that something changed. A late one after `deleted` reads "canceled" again and changes nothing. */
export const customerSubscriptionUpdated: Handler<'customer.subscription.updated'> = async (
  event,
) => {
  const { id, customer } = event.data.object
  const subscription = await readSubscription(id)
  const before = event.data.previous_attributes
  if (!before || !('default_payment_method' in before)) return subscription
  return together(subscription, await readCard(customer))
}

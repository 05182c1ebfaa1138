import 'server-only'
import { readCard } from '../card/sync'
import { readCheckoutSession } from '../sync/checkout-session'
import type { Handler } from './handler'
import { together } from './together'

/**
 * The checkout is done: grants the top-up unless it is `unpaid` yet, or writes the subscription with its first invoice. A
 * card that it kept is shown from now on.
 */
export const checkoutSessionCompleted: Handler<'checkout.session.completed'> = async (event) => {
  const { id, customer } = event.data.object
  return together(...(await Promise.all([readCheckoutSession(id), readCard(customer)])))
}

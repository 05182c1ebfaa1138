import 'server-only'
import { readCheckoutSession } from '../sync/checkout-session'
import type { Handler } from './handler'

/** The checkout is done: grants the top-up unless it is `unpaid` yet, or writes the subscription with its first invoice. */
export const checkoutSessionCompleted: Handler<'checkout.session.completed'> = (event) =>
  readCheckoutSession(event.data.object.id)

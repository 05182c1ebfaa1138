import 'server-only'
import { readCheckoutSession } from '../sync/checkout-session'
import type { Handler } from './handler'

/** Nobody paid in time: the attempt is closed and the next click opens a new one. */
export const checkoutSessionExpired: Handler<'checkout.session.expired'> = (event) =>
  readCheckoutSession(event.data.object.id)

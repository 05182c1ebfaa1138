import 'server-only'
import { readCheckoutSession } from '../sync/checkout-session'
import type { Handler } from './handler'

/** A payment that took its time arrived: the same grant under the same key as `completed`. */
export const checkoutSessionAsyncPaymentSucceeded: Handler<
  'checkout.session.async_payment_succeeded'
> = (event) => readCheckoutSession(event.data.object.id)

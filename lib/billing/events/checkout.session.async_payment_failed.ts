import 'server-only'
import { readCheckoutSession } from '../sync/checkout-session'
import type { Handler } from './handler'

/** A payment that took its time did not arrive: nothing is granted and the buyer is told. */
export const checkoutSessionAsyncPaymentFailed: Handler<'checkout.session.async_payment_failed'> = (
  event,
) => readCheckoutSession(event.data.object.id)

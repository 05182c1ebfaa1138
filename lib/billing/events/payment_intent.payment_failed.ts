import 'server-only'
import { readDeclinedTopup } from '../sync/topup'
import type { Handler } from './handler'

/** A card was declined. For a top-up on the checkout page the reason is kept; an invoice has its own event. */
export const paymentIntentPaymentFailed: Handler<'payment_intent.payment_failed'> = (event) =>
  readDeclinedTopup(event.data.object.id)

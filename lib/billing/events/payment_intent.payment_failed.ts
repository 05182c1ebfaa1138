import 'server-only'
import { readAutoTopUp } from '../auto-topup/sync'
import { readDeclinedTopup } from '../sync/topup'
import type { Handler } from './handler'

/** A card was declined: an automatic top-up, or one on the checkout page. An invoice has its own event. */
export const paymentIntentPaymentFailed: Handler<'payment_intent.payment_failed'> = async (event) =>
  (await readAutoTopUp(event.data.object.id)) ?? readDeclinedTopup(event.data.object.id)

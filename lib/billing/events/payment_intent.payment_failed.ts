import 'server-only'
import { isAutoTopUp, readAutoTopUp } from '../auto-topup/sync'
import { readDeclinedTopup } from '../sync/topup'
import type { Handler } from './handler'

/** A card was declined: an automatic top-up, or one on the checkout page. An invoice has its own event. */
export const paymentIntentPaymentFailed: Handler<'payment_intent.payment_failed'> = async (
  event,
) => {
  const intent = event.data.object
  const effect = isAutoTopUp(intent) ? await readAutoTopUp(intent.id) : null
  return effect ?? readDeclinedTopup(intent.id)
}

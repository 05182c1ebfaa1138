import 'server-only'
import { isAutoTopUp, readAutoTopUp } from '../auto-topup/sync'
import type { Handler } from './handler'

/** The money of an automatic top-up is there. A checkout and an invoice have events of their own. */
export const paymentIntentSucceeded: Handler<'payment_intent.succeeded'> = async (event) => {
  const intent = event.data.object
  const effect = isAutoTopUp(intent) ? await readAutoTopUp(intent.id) : null
  return effect ?? `payment intent ${intent.id}: no automatic top-up`
}

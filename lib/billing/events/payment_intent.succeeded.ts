import 'server-only'
import { readAutoTopUp } from '../auto-topup/sync'
import type { Handler } from './handler'

/** The money of an automatic top-up is there. A checkout and an invoice have events of their own. */
export const paymentIntentSucceeded: Handler<'payment_intent.succeeded'> = async (event) =>
  (await readAutoTopUp(event.data.object.id)) ??
  (async () => `payment intent ${event.data.object.id}: no automatic top-up`)

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { invalidRequest } from '../errors'
import { createCharge } from './charges'

/** The order is on its way to the bank; whether the money comes is known days later. */
export async function startDebit(
  context: Context,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
): Promise<Stripe.PaymentIntent> {
  if (intent.currency !== 'usd')
    throw invalidRequest(
      'The payment method type "us_bank_account" only supports payments in usd.',
      { param: 'payment_method' },
    )
  const charge = await createCharge(context, intent, method, 'pending')
  const processing: Stripe.PaymentIntent = {
    ...intent,
    status: 'processing',
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: method.id,
    payment_method_types: [...new Set([...intent.payment_method_types, 'us_bank_account'])],
  }
  await context.store.put(processing)
  await context.emit('charge.pending', charge)
  await context.emit('payment_intent.processing', processing)
  return processing
}

import type { Stripe } from 'stripe'
import { actionRefused, authenticationFailed, type Decline } from '../cards'
import type { Context } from '../context'
import { idOf } from '../objects'
import { createCharge } from './charges'
import { attachMethod, markSetUp } from './methods'

function errorOf(
  decline: Decline,
  method: Stripe.PaymentMethod,
  charge?: string,
): Stripe.PaymentIntent.LastPaymentError {
  return {
    type: decline === authenticationFailed ? 'invalid_request_error' : 'card_error',
    code: decline.code,
    doc_url: `https://docs.stripe.com/error-codes#${decline.code.replaceAll('_', '-')}`,
    message: decline.message,
    payment_method: method,
    ...(decline.declineCode ? { decline_code: decline.declineCode } : {}),
    ...(decline.adviceCode ? { advice_code: decline.adviceCode } : {}),
    ...(charge ? { charge } : {}),
  }
}

/** The money did not come. The charge is given where there was one already. */
export async function failPayment(
  context: Context,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  decline: Decline,
  pending?: Stripe.Charge,
): Promise<Stripe.PaymentIntent> {
  // Without authentication nothing is sent to the bank, so there is no charge.
  const unsent = decline === authenticationFailed || decline === actionRefused
  const charge =
    pending ?? (unsent ? undefined : await createCharge(context, intent, method, decline))
  const failed: Stripe.PaymentIntent = {
    ...intent,
    status: 'requires_payment_method',
    last_payment_error: errorOf(decline, method, charge?.id),
    latest_charge: charge?.id ?? intent.latest_charge,
    next_action: null,
    payment_method: null,
  }
  await context.store.put(failed)
  if (charge) await context.emit('charge.failed', charge)
  await context.emit('payment_intent.payment_failed', failed)
  return failed
}

/** The money is there. What was to be kept for later is the customer's from now on. */
export async function succeedPayment(
  context: Context,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  charge: Stripe.Charge,
): Promise<Stripe.PaymentIntent> {
  const succeeded: Stripe.PaymentIntent = {
    ...intent,
    status: 'succeeded',
    amount_received: intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: method.id,
  }
  await context.store.put(succeeded)
  if (intent.setup_future_usage === 'off_session') await markSetUp(context, method.id)
  await context.emit('charge.succeeded', charge)
  await context.emit('payment_intent.succeeded', succeeded)
  if (intent.setup_future_usage && intent.customer)
    await attachMethod(context, method, idOf(intent.customer))
  return succeeded
}

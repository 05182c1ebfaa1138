import type { Stripe } from 'stripe'
import type { Context } from '../context'

/** Ends a payment that has not happened; nothing can confirm it any more. */
export async function cancelIntent(
  { store, emit, now }: Context,
  intent: Stripe.PaymentIntent,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): Promise<Stripe.PaymentIntent> {
  const canceled: Stripe.PaymentIntent = {
    ...intent,
    status: 'canceled',
    canceled_at: now,
    cancellation_reason: reason,
    next_action: null,
  }
  await store.put(canceled)
  await emit('payment_intent.canceled', canceled)
  return canceled
}

import type { Stripe } from 'stripe'
import { StripeFailure } from '../errors'
import { declineFailure } from './payments'

/** The refusal under `error_if_incomplete`: nothing of the request stays, the failed attempt included. */
export function incompleteFailure(intent: Stripe.PaymentIntent): StripeFailure {
  if (intent.last_payment_error)
    return Object.assign(declineFailure(intent), { keepChanges: false })
  return new StripeFailure(402, {
    type: 'card_error',
    code: 'subscription_payment_intent_requires_action',
    message:
      "Payment for this subscription requires additional user action, but the requested payment behavior doesn't save the invoice or PaymentIntent. Retry the request with `payment_behavior=allow_incomplete` or `payment_behavior=default_incomplete`, then complete the PaymentIntent on the subscription's latest invoice. Additional information is available here: https://stripe.com/docs/billing/subscriptions/overview#requires-action",
  })
}

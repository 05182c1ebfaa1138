import type Stripe from 'stripe'

/** Decline and error codes of Stripe (https://docs.stripe.com/declines/codes) in the user's words. */
const sentences: Record<string, string> = {
  insufficient_funds: 'The card has insufficient funds. Use another card, or try again later.',
  expired_card: 'The card has expired. Please use another one.',
  incorrect_cvc: 'The security code of the card was not right. Please check it and try again.',
  incorrect_number: 'The card number was not right. Please check it and try again.',
  authentication_required:
    'Your bank wants you to confirm this payment. Please pay again and follow its steps.',
  payment_intent_authentication_failure:
    'Your bank could not confirm that it was you. Please try again, or use another card.',
  lost_card: 'The bank declined the card. Please use another one.',
  stolen_card: 'The bank declined the card. Please use another one.',
  card_velocity_exceeded: 'The card has reached its limit. Use another one, or try again later.',
  processing_error: 'The bank could not process the payment just now. Please try again later.',
  card_not_supported: 'The card does not support this kind of payment. Please use another one.',
  generic_decline:
    'The bank declined the card without saying why. Please use another one, or ask your bank.',
}

const otherwise = 'The payment did not go through. Please use another card, or try again later.'

export type Failure = { code: string; message: string }

/** Why a payment failed: the most specific code Stripe gave, and the sentence for the user. `null`: it did not fail. */
export function failureOf(
  error: Pick<Stripe.PaymentIntent.LastPaymentError, 'code' | 'decline_code'> | null | undefined,
): Failure | null {
  if (!error) return null
  // A bare `authentication_required` arrives as code or as decline code; the decline code says more than `card_declined`.
  const code = error.decline_code ?? error.code ?? 'unknown'
  return { code, message: sentences[code] ?? (error.code && sentences[error.code]) ?? otherwise }
}

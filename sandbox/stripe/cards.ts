import { testCards } from './test-cards'

export { testCards }

export type Decline = {
  code: string
  declineCode?: string
  adviceCode?: 'confirm_card_data' | 'do_not_try_again' | 'try_again_later'
  /** What the customer reads, in Stripe's words. */
  message: string
}

export type TestCard = {
  number: string
  brand: string
  /** The payment method that stands for it in code. */
  token: string
  /** Every attempt to charge is declined, after the authentication where there is one. */
  charge?: Decline
  /** Cannot be attached to a customer either. */
  refusesAttach?: boolean
  /** When the bank asks for 3-D Secure; once set up, some cards may be charged while the customer is away. */
  authentication?: 'always' | 'until_set_up' | 'on_session'
  /** The payment is disputed as soon as it is made. */
  dispute?: 'fraudulent' | 'product_not_received' | 'inquiry'
  /** What becomes of refunds: they wait and succeed, or succeed and fail later. */
  refund?: 'pending' | 'fails'
}

export const authenticationRequired: Decline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
}

/** `error_on_requires_action` was asked for. */
export const actionRefused: Decline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message:
    "This payment required an authentication action to complete, but `error_on_requires_action` was set. When you're ready, you can upgrade your integration to handle actions at https://stripe.com/docs/payments/payment-intents/upgrade-to-handle-actions.",
}

export const authenticationFailed: Decline = {
  code: 'payment_intent_authentication_failure',
  message:
    'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
}

/** Some names say the brand as well: `pm_card_visa_chargeDeclined`. */
export const cardByToken = (token: string) =>
  testCards.find((card) => card.token === token) ??
  testCards.find((card) => card.token === token.replace(/^pm_card_visa_/, 'pm_card_'))

/** A number that is well formed but not one of Stripe's test cards is declined in test mode, with this sentence. */
const notATestCard: Decline = {
  code: 'card_declined',
  declineCode: 'test_mode_live_card',
  message:
    'Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
}

export const cardByNumber = (number: string): TestCard =>
  testCards.find((card) => card.number === number) ?? {
    number,
    brand: 'unknown',
    token: '',
    charge: notATestCard,
    refusesAttach: true,
  }

/**
 * The declines after which Stripe only counts the scheduled retries, until there is another payment method:
 * https://docs.stripe.com/billing/revenue-recovery/smart-retries
 */
const notRetried = new Set([
  'incorrect_number',
  'lost_card',
  'pickup_card',
  'stolen_card',
  'revocation_of_authorization',
  'revocation_of_all_authorizations',
  'authentication_required',
  'highest_risk_level',
  'transaction_not_allowed',
])

export const stopsRetries = (declineCode: string | undefined) =>
  declineCode !== undefined && notRetried.has(declineCode)

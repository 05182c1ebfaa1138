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
  /** The payment method that stands for it in code: https://docs.stripe.com/testing */
  token: string
  /** Every attempt to charge is declined. */
  charge?: Decline
  /** Cannot be attached to a customer either. */
  refusesAttach?: boolean
  /** The bank asks for 3-D Secure at every payment. */
  authentication?: boolean
}

const genericDecline: Decline = {
  code: 'card_declined',
  declineCode: 'generic_decline',
  adviceCode: 'try_again_later',
  message: 'Your card was declined.',
}

const declined = (code: string, message: string, adviceCode?: Decline['adviceCode']): Decline => ({
  code: 'card_declined',
  declineCode: code,
  adviceCode,
  message,
})

export const testCards: TestCard[] = [
  { number: '4242424242424242', brand: 'visa', token: 'pm_card_visa' },
  { number: '4000056655665556', brand: 'visa', token: 'pm_card_visa_debit' },
  { number: '5555555555554444', brand: 'mastercard', token: 'pm_card_mastercard' },
  { number: '378282246310005', brand: 'amex', token: 'pm_card_amex' },
  {
    number: '4000000000000002',
    brand: 'visa',
    token: 'pm_card_chargeDeclined',
    charge: genericDecline,
    refusesAttach: true,
  },
  {
    number: '4000000000009995',
    brand: 'visa',
    token: 'pm_card_chargeDeclinedInsufficientFunds',
    charge: declined('insufficient_funds', 'Your card has insufficient funds.', 'try_again_later'),
    refusesAttach: true,
  },
  {
    number: '4000000000009987',
    brand: 'visa',
    token: 'pm_card_chargeDeclinedLostCard',
    charge: declined('lost_card', 'Your card was declined.', 'do_not_try_again'),
    refusesAttach: true,
  },
  {
    number: '4000000000000069',
    brand: 'visa',
    token: 'pm_card_chargeDeclinedExpiredCard',
    charge: {
      code: 'expired_card',
      declineCode: 'expired_card',
      adviceCode: 'do_not_try_again',
      message: 'Your card has expired.',
    },
    refusesAttach: true,
  },
  {
    number: '4000000000000127',
    brand: 'visa',
    token: 'pm_card_chargeDeclinedIncorrectCvc',
    charge: {
      code: 'incorrect_cvc',
      declineCode: 'incorrect_cvc',
      adviceCode: 'confirm_card_data',
      message: "Your card's security code is incorrect.",
    },
    refusesAttach: true,
  },
  {
    number: '4000000000000119',
    brand: 'visa',
    token: 'pm_card_chargeDeclinedProcessingError',
    charge: {
      code: 'processing_error',
      declineCode: 'processing_error',
      adviceCode: 'try_again_later',
      message: 'An error occurred while processing your card. Try again in a little bit.',
    },
    refusesAttach: true,
  },
  {
    number: '4000000000000341',
    brand: 'visa',
    token: 'pm_card_chargeCustomerFail',
    charge: genericDecline,
  },
  {
    number: '4000002760003184',
    brand: 'visa',
    token: 'pm_card_authenticationRequired',
    authentication: true,
  },
  {
    number: '4000000000003220',
    brand: 'visa',
    token: 'pm_card_threeDSecure2Required',
    authentication: true,
  },
]

export const authenticationRequired: Decline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
}

export const authenticationFailed: Decline = {
  code: 'payment_intent_authentication_failure',
  message:
    'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
}

export const cardByToken = (token: string) => testCards.find((card) => card.token === token)

/** A number that is well formed but not one of Stripe's test cards is declined in test mode, with this sentence. */
const notATestCard = declined(
  'test_mode_live_card',
  'Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
)

export const cardByNumber = (number: string): TestCard =>
  testCards.find((card) => card.number === number) ?? {
    number,
    brand: 'unknown',
    token: '',
    charge: notATestCard,
    refusesAttach: true,
  }

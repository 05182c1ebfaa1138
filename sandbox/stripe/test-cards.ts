import type { Decline, TestCard } from './cards'

const declined = (code: string, message: string, adviceCode?: Decline['adviceCode']): Decline => ({
  code: 'card_declined',
  declineCode: code,
  adviceCode,
  message,
})
const generic = declined('generic_decline', 'Your card was declined.', 'try_again_later')
const insufficient = declined(
  'insufficient_funds',
  'Your card has insufficient funds.',
  'try_again_later',
)
const dead = (code: string) => declined(code, 'Your card was declined.', 'do_not_try_again')

const visa = (number: string, token: string, more: Partial<TestCard> = {}): TestCard => ({
  number,
  brand: 'visa',
  token: `pm_card_${token}`,
  ...more,
})
/** Declined at every charge, and already when a customer is to keep it. */
const refused = (number: string, token: string, charge: Decline): TestCard =>
  visa(number, token, { charge, refusesAttach: true })

/** https://docs.stripe.com/testing: number and payment method of each. */
export const testCards: TestCard[] = [
  visa('4242424242424242', 'visa'),
  visa('4000056655665556', 'visa_debit'),
  { number: '5555555555554444', brand: 'mastercard', token: 'pm_card_mastercard' },
  { number: '378282246310005', brand: 'amex', token: 'pm_card_amex' },
  visa('4000000000000077', 'bypassPending'),

  refused('4000000000000002', 'chargeDeclined', generic),
  refused('4000000000009995', 'chargeDeclinedInsufficientFunds', insufficient),
  refused('4000000000009987', 'chargeDeclinedLostCard', dead('lost_card')),
  refused('4000000000009979', 'chargeDeclinedStolenCard', dead('stolen_card')),
  refused('4000000000000069', 'chargeDeclinedExpiredCard', {
    code: 'expired_card',
    declineCode: 'expired_card',
    adviceCode: 'do_not_try_again',
    message: 'Your card has expired.',
  }),
  refused('4000000000000127', 'chargeDeclinedIncorrectCvc', {
    code: 'incorrect_cvc',
    declineCode: 'incorrect_cvc',
    adviceCode: 'confirm_card_data',
    message: "Your card's security code is incorrect.",
  }),
  refused('4000000000000119', 'chargeDeclinedProcessingError', {
    code: 'processing_error',
    declineCode: 'processing_error',
    adviceCode: 'try_again_later',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  }),
  refused(
    '4000000000006975',
    'chargeDeclinedVelocityLimitExceeded',
    declined(
      'card_velocity_exceeded',
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
      'try_again_later',
    ),
  ),
  visa('4000000000000341', 'chargeCustomerFail', { charge: generic }),

  visa('4000002760003184', 'authenticationRequired', { authentication: 'always' }),
  visa('4000000000003220', 'threeDSecure2Required', { authentication: 'always' }),
  visa('4000002500003155', 'authenticationRequiredOnSetup', { authentication: 'until_set_up' }),
  visa('4000003800000446', 'authenticationRequiredSetupForOffSession', {
    authentication: 'on_session',
  }),
  visa('4000008260003178', 'authenticationRequiredChargeDeclinedInsufficientFunds', {
    authentication: 'always',
    charge: insufficient,
  }),
  visa('4000008400001629', 'threeDSecureRequiredChargeDeclined', {
    authentication: 'always',
    charge: generic,
  }),

  visa('4000000000000259', 'createDispute', { dispute: 'fraudulent' }),
  visa('4000000000002685', 'createDisputeProductNotReceived', { dispute: 'product_not_received' }),
  visa('4000000000001976', 'createDisputeInquiry', { dispute: 'inquiry' }),

  visa('4000000000007726', 'pendingRefund', { refund: 'pending' }),
  visa('4000000000005126', 'refundFail', { refund: 'fails' }),
]

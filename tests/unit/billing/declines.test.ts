import { expect, test } from 'vitest'
import { failureOf, isTriedAgain, wantsConfirmation } from '@/lib/billing/declines'

test('the decline code says more than the code', () => {
  const failure = failureOf({ code: 'card_declined', decline_code: 'insufficient_funds' })
  expect(failure?.code).toBe('insufficient_funds')
  expect(failure?.message).toContain('insufficient funds')
})

test('a code without decline code has its own sentence', () => {
  expect(failureOf({ code: 'expired_card' })?.message).toContain('expired')
  expect(failureOf({ code: 'authentication_required' })?.message).toContain('bank')
})

test('an unknown decline code falls back to the code, then to a plain sentence', () => {
  expect(failureOf({ code: 'expired_card', decline_code: 'brand_new' })?.message).toContain(
    'expired',
  )
  expect(failureOf({ decline_code: 'brand_new' })).toEqual({
    code: 'brand_new',
    adviceCode: null,
    message: 'The payment did not go through. Please use another card, or try again later.',
  })
})

test('no error, no failure', () => {
  expect(failureOf(null)).toBeNull()
})

const later = 'Please use another card, or try again later.'
const never = 'Please use another card: this one will not be accepted again.'
const check = 'Please check the card’s data and try again, or use another card.'
const confirm = 'Please pay again and follow your bank’s steps.'

test.each([
  ['insufficient_funds', undefined, `The card has insufficient funds. ${later}`],
  ['insufficient_funds', 'do_not_try_again', `The card has insufficient funds. ${never}`],
  ['expired_card', undefined, `The card has expired. ${never}`],
  ['incorrect_cvc', undefined, `The security code of the card was not right. ${check}`],
  ['invalid_expiry_year', undefined, `The expiry date of the card was not right. ${check}`],
  ['incorrect_number', undefined, `The card number was not right. ${check}`],
  ['incorrect_zip', undefined, `The postal code did not fit the card. ${check}`],
  ['authentication_required', undefined, `Your bank wants you to confirm this payment. ${confirm}`],
  // A bank that wants a confirmation says "never again" of charges without the customer.
  [
    'authentication_required',
    'do_not_try_again',
    `Your bank wants you to confirm this payment. ${confirm}`,
  ],
  [
    'payment_intent_authentication_failure',
    undefined,
    `Your bank could not confirm that it was you. ${confirm}`,
  ],
  ['card_velocity_exceeded', 'try_again_later', `The card has reached its limit. ${later}`],
  ['processing_error', undefined, `The bank could not process the payment just now. ${later}`],
  ['issuer_not_available', undefined, `The bank could not process the payment just now. ${later}`],
  ['card_not_supported', undefined, `The card does not support this kind of payment. ${never}`],
  ['currency_not_supported', undefined, `The card does not support this currency. ${never}`],
  [
    'revocation_of_authorization',
    undefined,
    `The payment was stopped at the bank on the cardholder’s word. ${never}`,
  ],
  ['call_issuer', undefined, `The bank declined the card and wants to be asked why. ${later}`],
  ['do_not_honor', undefined, `The bank declined the card without saying why. ${later}`],
  [
    'generic_decline',
    'confirm_card_data',
    `The bank declined the card without saying why. ${check}`,
  ],
  ['brand_new', 'do_not_try_again', `The payment did not go through. ${never}`],
  // Stripe's lists are open: an advice nobody knows yet is passed over, as is what every object has.
  ['insufficient_funds', 'toString', `The card has insufficient funds. ${later}`],
  ['constructor', 'brand_new', `The payment did not go through. ${later}`],
])('checklist 29: %s with advice %s', (decline_code, advice_code, sentence) => {
  expect(failureOf({ code: 'card_declined', decline_code, advice_code })?.message).toBe(
    // An unknown decline code still was a declined card.
    ['brand_new', 'constructor'].includes(decline_code)
      ? sentence.replace(
          'The payment did not go through.',
          'The bank declined the card without saying why.',
        )
      : sentence,
  )
})

test.each(['lost_card', 'stolen_card', 'pickup_card', 'fraudulent', 'restricted_card'])(
  '%s: whoever holds the card is told no more than that it was declined',
  (decline_code) => {
    expect(failureOf({ code: 'card_declined', decline_code })?.message).toBe(
      `The bank declined the card. ${never}`,
    )
  },
)

test('only a bank’s question to the customer is one', () => {
  expect(wantsConfirmation('authentication_required')).toBe(true)
  expect(wantsConfirmation('insufficient_funds')).toBe(false)
  expect(wantsConfirmation('toString')).toBe(false)
  expect(wantsConfirmation(null)).toBe(false)
})

test('a card that must not be tried again is not promised another try', () => {
  for (const code of ['lost_card', 'stolen_card', 'authentication_required'])
    expect(isTriedAgain(code)).toBe(false)
  for (const code of ['insufficient_funds', 'expired_card', null])
    expect(isTriedAgain(code)).toBe(true)
})

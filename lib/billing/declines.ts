import type Stripe from 'stripe'

type Advice = 'confirm_card_data' | 'try_again_later' | 'do_not_try_again' | 'confirm_yourself'

/** What to do about it: by Stripe's advice code, else by what the decline itself suggests. */
const remedies: Record<Advice, string> = {
  confirm_card_data: 'Please check the card’s data and try again, or use another card.',
  try_again_later: 'Please use another card, or try again later.',
  do_not_try_again: 'Please use another card: this one will not be accepted again.',
  confirm_yourself: 'Please pay again and follow your bank’s steps.',
}

type Decline = { happened: string; advice: Advice }

const says = (happened: string, advice: Advice): Decline => ({ happened, advice })
const quietly = says('The bank declined the card.', 'do_not_try_again')
const withoutReason = says('The bank declined the card without saying why.', 'try_again_later')
const notForThis = says('The card does not support this kind of payment.', 'do_not_try_again')
const notConfirmed = says('Your bank could not confirm that it was you.', 'confirm_yourself')
const unwell = says('The bank could not process the payment just now.', 'try_again_later')
const noNumber = says('The card number was not right.', 'confirm_card_data')
const noCode = says('The security code of the card was not right.', 'confirm_card_data')
const noExpiry = says('The expiry date of the card was not right.', 'confirm_card_data')
const revoked = says(
  'The payment was stopped at the bank on the cardholder’s word.',
  'do_not_try_again',
)

/**
 * Decline and error codes of Stripe (https://docs.stripe.com/declines/codes) in the user's words. A card that was reported
 * lost, stolen or suspicious is only ever "declined": whoever holds it is told no more.
 */
const declines: Record<string, Decline> = {
  insufficient_funds: says('The card has insufficient funds.', 'try_again_later'),
  expired_card: says('The card has expired.', 'do_not_try_again'),
  incorrect_cvc: noCode,
  invalid_cvc: noCode,
  incorrect_number: noNumber,
  invalid_number: noNumber,
  invalid_account: says('The card’s account does not exist any more.', 'do_not_try_again'),
  invalid_expiry_month: noExpiry,
  invalid_expiry_year: noExpiry,
  incorrect_zip: says('The postal code did not fit the card.', 'confirm_card_data'),
  incorrect_address: says('The address did not fit the card.', 'confirm_card_data'),
  authentication_required: says('Your bank wants you to confirm this payment.', 'confirm_yourself'),
  payment_intent_authentication_failure: notConfirmed,
  authentication_not_handled: notConfirmed,
  mobile_device_authentication_required: notConfirmed,
  lost_card: quietly,
  stolen_card: quietly,
  pickup_card: quietly,
  restricted_card: quietly,
  fraudulent: quietly,
  merchant_blacklist: quietly,
  security_violation: quietly,
  card_velocity_exceeded: says('The card has reached its limit.', 'try_again_later'),
  withdrawal_count_limit_exceeded: says('The card has reached its limit.', 'try_again_later'),
  processing_error: unwell,
  issuer_not_available: unwell,
  reenter_transaction: unwell,
  try_again_later: unwell,
  card_not_supported: notForThis,
  currency_not_supported: says('The card does not support this currency.', 'do_not_try_again'),
  service_not_allowed: notForThis,
  transaction_not_allowed: notForThis,
  not_permitted: notForThis,
  stop_payment_order: revoked,
  revocation_of_authorization: revoked,
  revocation_of_all_authorizations: revoked,
  call_issuer: says('The bank declined the card and wants to be asked why.', 'try_again_later'),
  do_not_honor: withoutReason,
  no_action_taken: withoutReason,
  generic_decline: withoutReason,
  card_declined: withoutReason,
}

const otherwise = says('The payment did not go through.', 'try_again_later')

const find = <Value>(table: Record<string, Value>, code: string | null | undefined) =>
  code != null && Object.hasOwn(table, code) ? table[code] : undefined

/** Why a payment was declined, and what to do, in the user's words. */
export function declineSentence(
  codes: readonly (string | null | undefined)[],
  adviceCode?: string | null,
): string {
  const known = codes.map((code) => find(declines, code)).find(Boolean) ?? otherwise
  // A bank that says "never again" while it wants a confirmation means: not without the customer.
  const advice =
    known.advice === 'confirm_yourself'
      ? remedies.confirm_yourself
      : (find<string>(remedies, adviceCode) ?? remedies[known.advice])
  return `${known.happened} ${advice}`
}

const confirmations = new Set(
  Object.keys(declines).filter((code) => declines[code]?.advice === 'confirm_yourself'),
)

/** Whether the bank only wants the customer to confirm. */
export const wantsConfirmation = (code: string | null): boolean =>
  code !== null && confirmations.has(code)

/** After these the bank, or the card network, wants no further try with the same card, and Stripe makes none. */
const hard = new Set([
  'authentication_required',
  'highest_risk_level',
  'incorrect_number',
  'lost_card',
  'pickup_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'stolen_card',
  'transaction_not_allowed',
])

/** Whether the same card is tried again by itself. https://docs.stripe.com/billing/revenue-recovery/smart-retries */
export const isTriedAgain = (code: string | null): boolean => code === null || !hard.has(code)

export type Failure = { code: string; adviceCode: string | null; message: string }

/** Why a payment failed: the most specific code Stripe gave, and the sentence for the user. `null`: it did not fail. */
export function failureOf(
  error:
    | Pick<Stripe.PaymentIntent.LastPaymentError, 'code' | 'decline_code' | 'advice_code'>
    | null
    | undefined,
): Failure | null {
  if (!error) return null
  // A bare `authentication_required` arrives as code or as decline code; the decline code says more than `card_declined`.
  const code = error.decline_code ?? error.code ?? 'unknown'
  const adviceCode = error.advice_code ?? null
  return { code, adviceCode, message: declineSentence([code, error.code], adviceCode) }
}

import type { Decline } from './cards'

export type TestAccount = {
  number: string
  /** The payment method that stands for it in code. */
  token: string
  /** The bank refuses the debit, days later. */
  failure?: Decline
  /** The debit never ends. */
  hangs?: boolean
  /** The customer takes a debit back that has succeeded. */
  dispute?: boolean
}

export const testRoutingNumber = '110000000'

const fails = (number: string, token: string, code: string, message: string): TestAccount => ({
  number,
  token: `pm_usBankAccount_${token}`,
  failure: { code, message },
})

/** https://docs.stripe.com/testing#test-account-numbers */
export const testAccounts: TestAccount[] = [
  { number: '000123456789', token: 'pm_usBankAccount_success' },
  fails(
    '000111111113',
    'accountClosed',
    'account_closed',
    "The customer's bank account has been closed.",
  ),
  fails(
    '000111111116',
    'noAccount',
    'no_account',
    "The customer's bank account could not be located.",
  ),
  fails(
    '000222222227',
    'insufficientFunds',
    'insufficient_funds',
    "The customer's account has insufficient funds to cover this payment.",
  ),
  fails(
    '000333333335',
    'debitNotAuthorized',
    'debit_not_authorized',
    'The customer has notified their bank that this payment was unauthorized.',
  ),
  { number: '000555555559', token: 'pm_usBankAccount_dispute', dispute: true },
  { number: '000000000009', token: 'pm_usBankAccount_processing', hangs: true },
]

const notATestAccount: Decline = {
  code: 'invalid_account_number',
  message: 'The account number is not one of the test accounts: https://docs.stripe.com/testing.',
}

export const accountByToken = (token: string) => testAccounts.find((one) => one.token === token)

export const accountByNumber = (number: string): TestAccount =>
  testAccounts.find((one) => one.number === number) ?? {
    number,
    token: '',
    failure: notATestAccount,
  }

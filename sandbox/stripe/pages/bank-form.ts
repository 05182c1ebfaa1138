import { html, raw } from 'hono/html'
import type { Stripe } from 'stripe'
import type { Html } from '../../html'
import { testAccounts, testRoutingNumber } from '../bank-accounts'
import type { BillingDetails } from '../engine/methods'
import type { BankInput } from '../engine/bank-method'
import { amountText } from './frame'

export type BankValues = { holder: string; routing: string; account: string }
export type BankView = { values: BankValues; problem?: string }

const outcomeOf = ({ failure, hangs, dispute }: (typeof testAccounts)[number]) =>
  failure?.code.replaceAll('_', ' ') ??
  (hangs ? 'never ends' : dispute ? 'succeeds, then disputed' : 'succeeds')

const text = (value: unknown) => (typeof value === 'string' ? value.trim().slice(0, 200) : '')

export const readBankValues = (body: Record<string, unknown>): BankValues => ({
  holder: text(body.holder),
  routing: text(body.routing).replaceAll(/[\s-]/g, ''),
  account: text(body.account).replaceAll(/[\s-]/g, ''),
})

/** What the customer typed, as a bank account, or the sentence that says what is wrong. */
export function readBankForm({
  holder,
  routing,
  account,
}: BankValues): { bank: BankInput; billing: BillingDetails } | { problem: string } {
  if (holder === '') return { problem: 'Enter the name of the account holder.' }
  if (routing !== testRoutingNumber)
    return { problem: `Enter the test routing number, ${testRoutingNumber}.` }
  if (!testAccounts.some((one) => one.number === account))
    return { problem: 'Enter one of the test account numbers.' }
  return { bank: { account }, billing: { name: holder } }
}

const field = (name: keyof BankValues, label: string, view: BankView | undefined, more = '') =>
  html`<div class="field">
    <label for="bank-${name}">${label}</label>
    <input
      id="bank-${name}"
      name="${name}"
      value="${view?.values[name] ?? ''}"
      ${raw(more)}
      required
    />
  </div>`

/** The other way to pay: a debit, whose money comes days after the order. Closed until it is wanted. */
export function bankSection(session: Stripe.Checkout.Session, view?: BankView): Html | '' {
  if (!session.payment_method_types.includes('us_bank_account')) return ''
  return html`<details class="bank" ${view ? raw('open') : ''}>
    <summary>Use a US bank account</summary>
    <form method="post" action="/pay/c/${session.id}/bank" class="stack" data-once novalidate>
      ${view?.problem ? html`<p class="notice bad" role="alert">${view.problem}</p>` : ''}
      <p class="muted small">
        A debit takes about four days. The shop hears of it now, and of the money when it has come.
      </p>
      ${field('holder', 'Account holder', view, 'autocomplete="off"')}
      <div class="pair">
        ${field('routing', 'Routing number', view, `class="mono" inputmode="numeric" placeholder="${testRoutingNumber}"`)}
        ${field('account', 'Account number', view, 'class="mono" inputmode="numeric" list="bank-accounts"')}
      </div>
      <datalist id="bank-accounts">
        ${testAccounts.map((one) => html`<option value="${one.number}">${outcomeOf(one)}</option>`)}
      </datalist>
      <button class="pay-button">
        Debit ${amountText(session.amount_total, session.currency)}
      </button>
    </form>
  </details>`
}

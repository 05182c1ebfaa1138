import { html } from 'hono/html'
import type { Stripe } from 'stripe'
import type { Html } from '../../html'
import { cardFields, enhancement } from './card-fields'
import type { Problems, Values } from './card-form'
import { amountText, day, payPage, stateTag } from './frame'
import { invoiceLines } from './invoice-lines'
import { savedCards } from './portal'

export type InvoiceView = {
  invoice: Stripe.Invoice
  receiptUrl: string | null
  /** The customer's cards, the one that is usually charged first. */
  cards: Stripe.PaymentMethod[]
  values?: Partial<Values>
  problems?: Problems
  declined?: string
}

/** What was written off can still be paid. */
export const isPayable = ({ status, amount_remaining }: Stripe.Invoice) =>
  (status === 'open' || status === 'uncollectible') && amount_remaining > 0

function standing({ status, status_transitions: at, next_payment_attempt }: Stripe.Invoice): Html {
  switch (status) {
    case 'paid':
      return html`Paid on ${day(at.paid_at!)}.`
    case 'void':
      return html`This invoice is void since ${day(at.voided_at!)}. Nothing is owed.`
    case 'uncollectible':
      return html`This invoice was written off on ${day(at.marked_uncollectible_at!)}. Nothing more
      is asked for.`
    default:
      return next_payment_attempt
        ? html`The card on file is tried again on ${day(next_payment_attempt)}, unless you pay here
          before.`
        : html`Not paid yet.`
  }
}

function paySection(view: InvoiceView): Html {
  const { invoice, cards, values = {}, problems = {}, declined } = view
  const action = `/pay/i/${invoice.id}`
  const sum = amountText(invoice.amount_remaining, invoice.currency)
  return html`<section class="part" aria-labelledby="payment">
    <h2 id="payment">Pay</h2>
    ${declined ? html`<p class="notice bad" role="alert"><strong>${declined}</strong> Nothing was charged. Try again, or use another card.</p>` : ''}
    ${Object.keys(problems).length > 0 ? html`<p class="notice bad" role="alert">Please look at the marked fields.</p>` : ''}
    ${
      cards.length > 0
        ? html`<form method="post" action="${action}" data-once>
              ${savedCards('With a saved card', cards)}
              <button class="quiet pay-button">Pay ${sum} with this card</button>
            </form>
            <p class="or">or with another</p>`
        : ''
    }
    <form method="post" action="${action}" data-once novalidate>
      ${cardFields(values, problems)}
      <button id="pay" class="pay-button">Pay ${sum}</button>
    </form>
  </section>`
}

/** The hosted invoice: whoever has the address may read and pay it, without signing in. */
export function invoicePage(view: InvoiceView): Html {
  const { invoice, receiptUrl } = view
  return payPage(
    `Invoice ${invoice.number}`,
    html`<p class="row">${stateTag(invoice)} <span class="muted mono">${invoice.number}</span></p>
      <h1 class="sum">
        ${amountText(isPayable(invoice) ? invoice.amount_remaining : invoice.total, invoice.currency)}
      </h1>
      <p class="muted">${standing(invoice)}</p>
      <p class="muted">
        For
        ${[invoice.customer_name, invoice.customer_email].filter(Boolean).join(', ') || 'a customer without a name'},
        issued ${day(invoice.effective_at ?? invoice.created)}
      </p>
      ${invoiceLines(invoice)}
      <p class="row" style="margin-top:20px">
        <a href="/pay/i/${invoice.id}?print">Print or save</a>
        ${receiptUrl ? html`<a href="${receiptUrl}">Receipt</a>` : ''}
      </p>
      ${isPayable(invoice) ? paySection(view) : ''}`,
    'narrow',
    enhancement,
  )
}

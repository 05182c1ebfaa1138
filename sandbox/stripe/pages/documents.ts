import { html } from 'hono/html'
import type { Stripe } from 'stripe'
import type { Html } from '../../html'
import { cardFields, enhancement } from './card-fields'
import type { Problems, Values } from './card-form'
import { amountText, cardName, day, payPage } from './frame'

export type InvoiceView = {
  invoice: Stripe.Invoice
  receiptUrl: string | null
  values?: Partial<Values>
  problems?: Problems
  declined?: string
}

const states: Record<string, [label: string, tone: string]> = {
  paid: ['Paid', 'good'],
  open: ['Due', 'warn'],
  void: ['Void', 'muted'],
  uncollectible: ['Uncollectible', 'bad'],
}

export function invoicePage(view: InvoiceView): Html {
  const { invoice, receiptUrl, values = {}, problems = {}, declined } = view
  const { currency } = invoice
  const [label, tone] = states[invoice.status ?? ''] ?? ['Draft', 'muted']
  const off = invoice.total_discount_amounts?.reduce((sum, one) => sum + one.amount, 0) ?? 0
  return payPage(
    `Invoice ${invoice.number}`,
    html`<p class="row">
        <span class="tag ${tone}">${label}</span> <span class="muted mono">${invoice.number}</span>
      </p>
      <h1 class="sum">${amountText(invoice.total, currency)}</h1>
      <p class="muted">
        ${invoice.customer_name ? `${invoice.customer_name}, ` : ''}${invoice.customer_email ?? ''},
        issued
        ${day(invoice.created)}${invoice.status_transitions.paid_at ? html`, paid ${day(invoice.status_transitions.paid_at)}` : ''}
      </p>
      <ul class="lines">
        ${invoice.lines.data.map(
          (line) =>
            html`<li>
              <span
                >${line.description}${line.period.end > line.period.start ? html`<br /><span class="muted small">${day(line.period.start)} to ${day(line.period.end)}</span>` : ''}</span
              >
              <span class="num">${amountText(line.amount, currency)}</span>
            </li>`,
        )}
        ${off > 0 ? html`<li><span>Discount</span><span class="num">−${amountText(off, currency)}</span></li>` : ''}
        <li class="total">
          <span>Total</span><span class="num">${amountText(invoice.total, currency)}</span>
        </li>
        <li>
          <span>Amount paid</span
          ><span class="num">${amountText(invoice.amount_paid, currency)}</span>
        </li>
        <li class="total">
          <span>Amount due</span
          ><span class="num">${amountText(invoice.amount_remaining, currency)}</span>
        </li>
      </ul>
      ${receiptUrl ? html`<p style="margin-top:20px"><a href="${receiptUrl}">Receipt</a></p>` : ''}
      ${
        invoice.status === 'open'
          ? html`<form
              method="post"
              action="/pay/i/${invoice.id}"
              data-once
              novalidate
              style="margin-top:32px"
            >
              ${declined ? html`<p class="notice bad" role="alert"><strong>${declined}</strong> Nothing was charged. Try again, or use another card.</p>` : ''}
              ${cardFields(values, problems)}
              <button id="pay" class="pay-button">
                Pay ${amountText(invoice.amount_remaining, currency)}
              </button>
            </form>`
          : ''
      }`,
    'narrow',
    enhancement,
  )
}

export function receiptPage(charge: Stripe.Charge, invoice: Stripe.Invoice | undefined): Html {
  const { currency } = charge
  const card = charge.payment_method_details?.card
  return payPage(
    'Receipt',
    html`<p class="muted small">Receipt of the sandbox</p>
      <h1 class="sum">${amountText(charge.amount, currency)}</h1>
      <p class="muted">
        ${[charge.billing_details.name, charge.billing_details.email].filter(Boolean).join(', ')}
      </p>
      <ul class="lines">
        <li><span>Paid on</span><span>${day(charge.created)}</span></li>
        <li>
          <span>Card</span
          ><span class="mono">${cardName(card?.brand)} ···· ${card?.last4 ?? ''}</span>
        </li>
        <li>
          <span>Payment</span
          ><span class="mono small" style="overflow-wrap:anywhere"
            >${String(charge.payment_intent)}</span
          >
        </li>
        ${charge.description ? html`<li><span>For</span><span>${charge.description}</span></li>` : ''}
        ${charge.amount_refunded > 0 ? html`<li><span>Refunded</span><span class="num">−${amountText(charge.amount_refunded, currency)}</span></li>` : ''}
        <li class="total">
          <span>Total</span
          ><span class="num">${amountText(charge.amount - charge.amount_refunded, currency)}</span>
        </li>
      </ul>
      ${invoice ? html`<p style="margin-top:20px"><a href="/pay/i/${invoice.id}">Invoice ${invoice.number}</a></p>` : ''}`,
    'narrow',
  )
}

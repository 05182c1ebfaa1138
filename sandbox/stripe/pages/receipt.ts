import { html } from 'hono/html'
import type { Stripe } from 'stripe'
import type { Html } from '../../html'
import { amountText, cardName, day, payPage } from './frame'

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
        ${
          card
            ? html`<li>
                <span>Card</span
                ><span class="mono">${cardName(card.brand)} ···· ${card.last4 ?? ''}</span>
              </li>`
            : ''
        }
        <li>
          <span>Payment</span
          ><span class="mono small" style="overflow-wrap:anywhere"
            >${String(charge.payment_intent)}</span
          >
        </li>
        ${charge.description ? html`<li><span>For</span><span>${charge.description}</span></li>` : ''}
        ${charge.amount_refunded > 0 ? html`<li><span>Refunded</span><span class="num">${amountText(-charge.amount_refunded, currency)}</span></li>` : ''}
        <li class="total">
          <span>Total</span
          ><span class="num">${amountText(charge.amount - charge.amount_refunded, currency)}</span>
        </li>
      </ul>
      ${invoice ? html`<p style="margin-top:20px"><a href="/pay/i/${invoice.id}">Invoice ${invoice.number}</a></p>` : ''}`,
    'narrow',
  )
}

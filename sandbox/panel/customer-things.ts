import { html } from 'hono/html'
import type { Stripe } from 'stripe'
import { when, type Html } from '../html'
import type { Action } from '../stripe/desk'
import type { CustomerDetail, Payment } from '../stripe/desk-view'
import { amountText, cardName, stateTag } from '../stripe/pages/frame'
import { statusTag } from './customers'

export const moment = (seconds: number) =>
  html`<span class="mono small muted">${when(new Date(seconds * 1000))}</span>`

/** A button that does one thing to one object. */
export const button = (
  customer: string,
  action: Action,
  id: string,
  label: string,
  { about = id, tone = 'quiet' } = {},
): Html =>
  html`<form method="post" action="/customers/${customer}/${action}/${id}">
    <button class="${tone} small">${label}<span class="visually-hidden">, ${about}</span></button>
  </form>`

export const thing = (title: Html, id: string, buttons: Html[]): Html =>
  html`<li>
    <div>
      ${title}
      <span class="mono muted small id">${id}</span>
    </div>
    <div class="row">${buttons}</div>
  </li>`

export function subscriptionThing(
  customer: string,
  { subscription, name }: CustomerDetail['subscriptions'][number],
): Html {
  const { id, status, cancel_at, ended_at } = subscription
  const end = subscription.items.data[0]?.current_period_end
  const about = name
  const runs = ended_at === null && status !== 'incomplete'
  return thing(
    html`<p>
      ${name} ${statusTag(status)}
      ${
        ended_at === null && end
          ? html`<span class="muted small"
              >${cancel_at ? 'ends' : 'renews'} ${moment(cancel_at ?? end)}</span
            >`
          : ''
      }
    </p>`,
    id,
    [
      ...(runs ? [button(customer, 'renew', id, 'Next period now', { about })] : []),
      ...(ended_at === null
        ? [button(customer, 'cancel', id, 'Cancel now', { about, tone: 'danger' })]
        : []),
    ],
  )
}

export const invoiceThing = (customer: string, invoice: Stripe.Invoice): Html =>
  thing(
    html`<p>
      ${
        invoice.hosted_invoice_url
          ? html`<a href="/pay/i/${invoice.id}">${invoice.number}</a>`
          : 'Draft'
      }
      <span class="mono">${amountText(invoice.total, invoice.currency)}</span> ${stateTag(invoice)}
      ${invoice.attempt_count > 1 ? html`<span class="muted small">${invoice.attempt_count} attempts</span>` : ''}
      ${moment(invoice.created)}
    </p>`,
    invoice.id,
    invoice.status === 'open'
      ? [button(customer, 'pay', invoice.id, 'Charge the card', { about: invoice.number ?? '' })]
      : [],
  )

const closedDisputes = new Set(['won', 'lost', 'warning_closed', 'prevented'])

export function paymentThing(customer: string, { charge, dispute }: Payment): Html {
  const { id, currency } = charge
  const left = charge.amount - charge.amount_refunded
  const about = amountText(charge.amount, currency)
  const settled = !dispute || dispute.status === 'won' || dispute.is_charge_refundable
  const refundable = charge.paid && left > 0 && settled
  return thing(
    html`<p>
      <span class="mono">${about}</span>
      <span class="tag ${charge.paid ? 'good' : 'bad'}"
        >${charge.paid ? 'paid' : (charge.outcome?.reason ?? charge.status).replaceAll('_', ' ')}</span
      >
      ${charge.amount_refunded > 0 ? html`<span class="warn small">${amountText(charge.amount_refunded, currency)} refunded</span>` : ''}
      ${dispute ? html`<span class="tag ${dispute.status === 'won' ? 'good' : 'bad'}">dispute ${dispute.status.replaceAll('_', ' ')}</span>` : ''}
      ${moment(charge.created)}
    </p>`,
    id,
    [
      ...(charge.receipt_url
        ? [html`<a class="button quiet small" href="/pay/r/${id}">Receipt</a>`]
        : []),
      ...(refundable
        ? [
            html`<form method="post" action="/customers/${customer}/refund/${id}" class="row">
              <label class="visually-hidden" for="part-${id}"
                >Part of ${about}, in ${currency}</label
              >
              <input
                class="mono part"
                id="part-${id}"
                name="amount"
                inputmode="decimal"
                autocomplete="off"
                placeholder="all"
              />
              <button class="quiet small">
                Refund<span class="visually-hidden">, ${about}</span>
              </button>
            </form>`,
          ]
        : []),
      ...(charge.paid && left > 0 && !dispute
        ? [button(customer, 'dispute', id, 'Dispute', { about, tone: 'danger' })]
        : []),
      ...(dispute && !closedDisputes.has(dispute.status)
        ? [
            button(customer, 'win', dispute.id, 'Win', { about }),
            button(customer, 'lose', dispute.id, 'Lose', { about, tone: 'danger' }),
          ]
        : []),
    ],
  )
}

export function cardThing(
  { customer }: CustomerDetail,
  { method, decline }: CustomerDetail['cards'][number],
  codes: string[],
): Html {
  const { card } = method
  const isDefault = customer.invoice_settings.default_payment_method === method.id
  const name = card ? `${cardName(card.brand)} ···· ${card.last4}` : method.type
  return thing(
    html`<p>
      <span class="mono">${name}</span>
      ${isDefault ? html`<span class="tag muted">default</span>` : ''}
      ${decline ? html`<span class="tag bad">fails: ${decline.replaceAll('_', ' ')}</span>` : ''}
    </p>`,
    method.id,
    [
      decline
        ? button(customer.id, 'heal', method.id, 'Let it work again', { about: name })
        : html`<form method="post" action="/customers/${customer.id}/fail/${method.id}" class="row">
            <label class="visually-hidden" for="code-${method.id}">How ${name} fails</label>
            <select id="code-${method.id}" name="code">
              ${codes.map((code) => html`<option value="${code}">${code.replaceAll('_', ' ')}</option>`)}
            </select>
            <button class="danger small">
              Fail from now on<span class="visually-hidden">, ${name}</span>
            </button>
          </form>`,
    ],
  )
}

import { html, raw } from 'hono/html'
import type { Stripe } from 'stripe'
import type { Html } from '../../html'
import { amountText, cardName, day, payPage, stateTag } from './frame'
import { homeOf, type PlanInUse, type PortalView } from './portal-view'

export const cardText = (card: Stripe.PaymentMethod | undefined): Html =>
  card?.card
    ? html`<span class="mono">${cardName(card.card.brand)} ···· ${card.card.last4}</span>`
    : html`<span class="muted">No card</span>`

/** What a price costs, as in `$20.00 per month`. */
export function rateText({ unit_amount, currency, recurring }: Stripe.Price, quantity = 1): string {
  const count = recurring?.interval_count ?? 1
  const every =
    count === 1 ? `per ${recurring?.interval}` : `every ${count} ${recurring?.interval}s`
  return `${amountText((unit_amount ?? 0) * quantity, currency)} ${every}`
}

export const quantityText = (quantity: number | undefined) =>
  (quantity ?? 1) > 1 ? ` × ${quantity}` : ''

function dateLine({ subscription, next }: PlanInUse): Html {
  const end = subscription.items.data[0]!.current_period_end
  if (next) return html`Becomes ${next.name} on ${day(next.at)}`
  if (subscription.cancel_at !== null) return html`Ends on ${day(subscription.cancel_at)}`
  if (subscription.status === 'trialing') return html`Free until ${day(end)}, then charged`
  return html`Renews on ${day(end)}`
}

function planRow(view: PortalView, plan: PlanInUse): Html {
  const { subscription, name, card, owed } = plan
  const { features } = view
  const home = homeOf(view)
  const item = subscription.items.data[0]!
  const ending = subscription.cancel_at !== null
  const link = (path: string, label: string, about: string) =>
    html`<a class="button quiet small" href="${home}/${path}/${subscription.id}"
      >${label}<span class="visually-hidden">, ${about}</span></a
    >`
  return html`<li class="plan">
    <div class="plan-head">
      <h3>${name}${quantityText(item.quantity)}</h3>
      <span class="num">${rateText(item.price, item.quantity)}</span>
    </div>
    <p class="${ending ? 'warn' : 'muted'}">${dateLine(plan)}</p>
    <p>${cardText(card)}</p>
    ${
      owed
        ? html`<p class="notice bad">
            ${amountText(owed.amount_remaining, owed.currency)} could not be charged.
            <a href="/pay/i/${owed.id}">Pay now</a>
          </p>`
        : ''
    }
    <div class="row">
      ${features.payment_method_update.enabled ? link('card', 'Change card', name) : ''}
      ${features.subscription_update.enabled && !ending && !subscription.schedule ? link('plans', 'Change plan', name) : ''}
      ${
        ending
          ? html`<form method="post" action="${home}/renew/${subscription.id}">
              <button class="small">Keep the subscription</button>
            </form>`
          : features.subscription_cancel.enabled
            ? link('cancel', 'Cancel', name)
            : ''
      }
    </div>
  </li>`
}

function cardRow(view: PortalView, method: Stripe.PaymentMethod): Html {
  const home = homeOf(view)
  const isDefault = view.customer.invoice_settings.default_payment_method === method.id
  const inUse = view.plans.some(({ card }) => card?.id === method.id)
  const last4 = method.card?.last4
  const button = (act: string, label: string) =>
    html`<form method="post" action="${home}/cards/${method.id}/${act}">
      <button class="quiet small">
        ${label}<span class="visually-hidden">, card ending in ${last4}</span>
      </button>
    </form>`
  return html`<li>
    <span>
      ${cardText(method)}
      <span class="muted small"
        >expires ${String(method.card?.exp_month).padStart(2, '0')} / ${method.card?.exp_year}</span
      >
    </span>
    <span class="row">
      ${isDefault ? html`<span class="tag good">Default</span>` : button('default', 'Make default')}
      ${isDefault || inUse ? '' : button('remove', 'Remove')}
    </span>
  </li>`
}

const section = (id: string, title: string, body: Html): Html =>
  html`<section class="part" aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${body}
  </section>`

const rows = (list: Html[], empty: string): Html =>
  list.length > 0
    ? html`<ul class="lines">
        ${list}
      </ul>`
    : html`<p class="muted">${empty}</p>`

function invoiceRow(invoice: Stripe.Invoice): Html {
  return html`<li class="invoice-row">
    <a href="/pay/i/${invoice.id}">${day(invoice.created)}</a>
    <span class="num">${amountText(invoice.total, invoice.currency)}</span>
    ${stateTag(invoice)}
    <span class="muted">${invoice.lines.data[0]?.description ?? invoice.number}</span>
  </li>`
}

function detailsOf({ customer, features, session }: PortalView): Html {
  const { address } = customer
  const entries: [string, string | null | undefined][] = [
    ['Name', customer.name],
    ['Email', customer.email],
    ['Address', [address?.postal_code, address?.city, address?.country].filter(Boolean).join(' ')],
  ]
  return html`<dl class="details">
      ${entries.map(
        ([label, value]) =>
          html`<dt>${label}</dt>
            <dd>${value || html`<span class="muted">none</span>`}</dd>`,
      )}
    </dl>
    ${
      features.customer_update.enabled
        ? html`<p>
            <a class="button quiet small" href="${homeOf({ session })}/details">Change</a>
          </p>`
        : ''
    }`
}

/** What a customer can see and do without the shop. */
export function portalPage(view: PortalView, notice?: string): Html {
  const { session, features, plans, cards, invoices, headline } = view
  const body = html`${session.return_url ? html`<p class="crumb"><a href="${session.return_url}">Back to the shop</a></p>` : ''}
    <h1>${headline ?? 'Your billing'}</h1>
    ${notice ? html`<p class="notice good" role="status">${notice}</p>` : ''}
    ${section(
      'subscription',
      plans.length > 1 ? 'Subscriptions' : 'Subscription',
      rows(
        plans.map((plan) => planRow(view, plan)),
        'No subscription is running.',
      ),
    )}
    ${
      features.payment_method_update.enabled
        ? section(
            'cards',
            'Cards',
            html`${rows(
                cards.map((card) => cardRow(view, card)),
                'No card is kept.',
              )}
              <p>
                <a class="button quiet small" href="${homeOf(view)}/card">Add a card</a>
              </p>`,
          )
        : ''
    }
    ${section('details', 'Billing details', detailsOf(view))}
    ${
      features.invoice_history.enabled
        ? section('invoices', 'Invoices', rows(invoices.map(invoiceRow), 'No invoices yet.'))
        : ''
    }`
  return payPage('Billing portal', body, 'medium')
}

/** The cards a customer has kept, one of them to choose. */
export const savedCards = (legend: string, cards: Stripe.PaymentMethod[]): Html =>
  html`<fieldset class="fields">
    <legend>${legend}</legend>
    ${cards.map(
      (card, index) =>
        html`<label class="choice">
          <input
            type="radio"
            name="saved"
            value="${card.id}"
            ${index === 0 ? raw('checked') : ''}
          />
          ${cardText(card)}
        </label>`,
    )}
  </fieldset>`

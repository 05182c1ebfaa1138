import { html } from 'hono/html'
import type { Stripe } from 'stripe'
import type { Html } from '../../html'
import { amountText, cardName, day, payPage } from './frame'

export type PortalView = {
  session: Stripe.BillingPortal.Session
  subscriptions: { subscription: Stripe.Subscription; name: string }[]
  cards: Stripe.PaymentMethod[]
  invoices: Stripe.Invoice[]
}

function subscriptionRow(
  session: Stripe.BillingPortal.Session,
  { subscription, name }: PortalView['subscriptions'][number],
): Html {
  const end = subscription.items.data[0]!.current_period_end
  const ending = subscription.cancel_at !== null
  return html`<li>
    <span>
      ${name}<br />
      <span class="muted small">
        ${ending ? html`Ends ${day(subscription.cancel_at!)}` : html`Renews ${day(end)}`}
      </span>
    </span>
    <form method="post" action="/pay/p/${session.id}">
      <input type="hidden" name="subscription" value="${subscription.id}" />
      <button class="quiet small" name="do" value="${ending ? 'resume' : 'cancel'}">
        ${ending ? 'Keep the subscription' : 'Cancel at the period end'}
      </button>
    </form>
  </li>`
}

const list = (title: string, rows: Html[], empty: string): Html =>
  html`<section style="margin-top:36px">
    <h2>${title}</h2>
    ${
      rows.length > 0
        ? html`<ul class="lines">
            ${rows}
          </ul>`
        : html`<p class="muted">${empty}</p>`
    }
  </section>`

/** What a customer can see and do without the shop. */
export function portalPage(view: PortalView): Html {
  const { session, subscriptions, cards, invoices } = view
  const body = html`<h1>Your billing</h1>
    ${list(
      'Subscription',
      subscriptions.map((one) => subscriptionRow(session, one)),
      'No subscription is running.',
    )}
    ${list(
      'Cards',
      cards.map(
        ({ card }) =>
          html`<li>
            <span class="mono">${cardName(card?.brand)} ···· ${card?.last4}</span>
            <span class="muted">${card?.exp_month} / ${card?.exp_year}</span>
          </li>`,
      ),
      'No card is kept.',
    )}
    ${list(
      'Invoices',
      invoices.map(
        (invoice) =>
          html`<li>
            <a href="/pay/i/${invoice.id}">${invoice.number}</a>
            <span class="muted">${day(invoice.created)}</span>
            <span class="num">${amountText(invoice.total, invoice.currency)}</span>
          </li>`,
      ),
      'No invoices yet.',
    )}
    ${
      session.return_url
        ? html`<p style="margin-top:36px"><a href="${session.return_url}">Back to the shop</a></p>`
        : ''
    }`
  return payPage('Billing portal', body, 'narrow')
}

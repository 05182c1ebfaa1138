import { html } from 'hono/html'
import { page, type Html } from '../html'
import type { CustomerDetail } from '../stripe/desk-view'
import { amountText } from '../stripe/pages/frame'
import {
  button,
  cardThing,
  invoiceThing,
  moment,
  paymentThing,
  subscriptionThing,
  thing,
} from './customer-things'
import { panelStyles } from './styles'

const section = (id: string, title: string, rows: Html[], empty: string): Html =>
  html`<section class="ruled stack" aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${
      rows.length > 0
        ? html`<ul class="things">
            ${rows}
          </ul>`
        : html`<p class="muted">${empty}</p>`
    }
  </section>`

export type Said = { done?: string | undefined; error?: string | undefined }

/** One customer, and what can be made to happen to them. */
export function customerPage(detail: CustomerDetail, codes: string[], said: Said): Html {
  const { customer, subscriptions, invoices, payments, cards, checkouts } = detail
  const { id } = customer
  const title = customer.email ?? customer.name ?? id
  return page(
    title,
    html`<p class="small crumb"><a href="/customers">Customers</a></p>
      <div class="head">
        <div>
          <h1>${title}</h1>
          <p class="mono muted small">${id}</p>
        </div>
      </div>
      ${said.done ? html`<p class="notice good" role="status">${said.done}</p>` : ''}
      ${said.error ? html`<p class="notice bad" role="alert">Nothing was changed. ${said.error}</p>` : ''}
      ${section(
        'cards',
        'Cards',
        cards.map((one) => cardThing(detail, one, codes)),
        'No card is kept.',
      )}
      ${section(
        'subscriptions',
        'Subscriptions',
        subscriptions.map((one) => subscriptionThing(id, one)),
        'None.',
      )}
      ${
        checkouts.length > 0
          ? section(
              'checkouts',
              'Open checkouts',
              checkouts.map((session) =>
                thing(
                  html`<p>
                    <a href="${session.url ?? ''}"
                      >${amountText(session.amount_total, session.currency)}</a
                    >
                    ${moment(session.created)}
                  </p>`,
                  session.id,
                  [button(id, 'expire', session.id, 'Let it expire')],
                ),
              ),
              '',
            )
          : ''
      }
      ${section(
        'payments',
        'Payments',
        payments.map((one) => paymentThing(id, one)),
        'Nothing was charged yet.',
      )}
      ${section(
        'invoices',
        'Invoices',
        invoices.map((one) => invoiceThing(id, one)),
        'None.',
      )}`,
    { nav: 'customers', head: panelStyles },
  )
}

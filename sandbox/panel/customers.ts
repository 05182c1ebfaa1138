import { html } from 'hono/html'
import { page, when, type Html } from '../html'
import type { CustomerSummary } from '../stripe/desk-view'
import { amountText } from '../stripe/pages/frame'
import { panelStyles } from './styles'

const tones: Record<string, string> = {
  active: 'good',
  trialing: 'good',
  past_due: 'bad',
  unpaid: 'bad',
  incomplete: 'warn',
  paused: 'warn',
}

export const statusTag = (status: string): Html =>
  html`<span class="tag ${tones[status] ?? 'muted'}">${status.replaceAll('_', ' ')}</span>`

const row = ({ customer, subscriptions, owed }: CustomerSummary): Html =>
  html`<tr>
    <td>
      <a href="/customers/${customer.id}">${customer.email ?? customer.name ?? customer.id}</a>
      <span class="mono muted small id">${customer.id}</span>
    </td>
    <td>
      ${
        subscriptions.length > 0
          ? subscriptions.map(({ status }) => statusTag(status))
          : html`<span class="muted">none</span>`
      }
    </td>
    <td class="num">
      ${owed.map(([currency, amount]) => amountText(amount, currency)).join(', ')}
    </td>
    <td class="mono small muted">${when(new Date(customer.created * 1000))}</td>
  </tr>`

/** Everybody the sandbox's Stripe knows, the newest first. */
export const customersPage = (customers: CustomerSummary[]): Html =>
  page(
    'Customers',
    html`<div class="head">
        <div>
          <h1>Customers</h1>
          <p class="muted">As Stripe knows them, the newest first; times are UTC.</p>
        </div>
      </div>
      <div id="customers" data-live>
        ${
          customers.length === 0
            ? html`<div class="empty">
                <h2>Nobody yet</h2>
                <p>A customer is made when somebody buys in the app for the first time.</p>
              </div>`
            : html`<div class="scroll" tabindex="0" role="region" aria-label="Customers">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">Customer</th>
                      <th scope="col">Subscriptions</th>
                      <th scope="col" class="num">Owes</th>
                      <th scope="col">Since</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${customers.map(row)}
                  </tbody>
                </table>
              </div>`
        }
      </div>`,
    {
      nav: 'customers',
      head: html`${panelStyles}
        <script src="/assets/live.js" type="module"></script>`,
    },
  )

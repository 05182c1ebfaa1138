import { html } from 'hono/html'
import { page, type Html } from '../html'
import { testCards, type TestCard } from '../stripe/cards'
import type { SwitchValues } from '../switches'
import { clockSection, type Time } from './clock'
import { eventList } from './event'
import { faultForm } from './faults'
import { panelStyles } from './styles'
import { modelForm, webhooksForm } from './switch-forms'
import type { Addresses, ListedEvent } from './types'

type Panel = {
  addresses: Addresses
  values: SwitchValues
  events: ListedEvent[] | undefined
  time: Time | undefined
  /** The group of switches that was just changed. */
  saved: string | undefined
  error: string | undefined
}

function addressList(addresses: Addresses): Html {
  const entry = (label: string, url: string | undefined, open: boolean) =>
    html`<div>
      <dt>${label}</dt>
      <dd class="mono">
        ${url === undefined ? 'the real one' : open ? html`<a href="${url}">${url}</a>` : url}
      </dd>
    </div>`
  return html`<dl class="addresses">
    ${entry('App', addresses.app, true)} ${entry('Mailbox', addresses.mailbox, true)}
    ${entry('Stripe', addresses.stripe, false)} ${entry('Model', addresses.model, false)}
    ${entry('Mail', addresses.smtp, false)}
  </dl>`
}

const spaced = (number: string) =>
  number.length === 15
    ? number.replace(/(\d{4})(\d{6})(\d{5})/, '$1 $2 $3')
    : number.replace(/(\d{4})(?=\d)/g, '$1 ')

/** What comes after a payment that succeeds. */
const afterwards = ({ dispute, refund }: TestCard): string | undefined => {
  if (dispute) return dispute === 'inquiry' ? 'then an inquiry' : 'then disputed'
  if (refund) return refund === 'pending' ? 'refunds wait' : 'refunds fail'
  return undefined
}

function outcomeOf(card: TestCard): Html {
  const { charge, authentication, refusesAttach } = card
  if (authentication) return html`<span class="warn">3-D Secure</span>`
  const then = afterwards(card)
  if (!charge)
    return html`<span class="good">succeeds</span
      >${then ? html`<span class="muted">, ${then}</span>` : ''}`
  const reason = (charge.declineCode ?? charge.code).replaceAll('_', ' ')
  return html`<span class="bad">${reason}</span>${
      refusesAttach ? '' : html`<span class="muted"> when charged later</span>`
    }`
}

const cards = () =>
  html`<section aria-labelledby="cards" class="stack card-column">
    <h2 id="cards">Test cards</h2>
    <p class="muted small">Any future date, any CVC, any name.</p>
    <table class="cards small">
      <thead>
        <tr>
          <th scope="col">Number</th>
          <th scope="col">Outcome</th>
        </tr>
      </thead>
      <tbody>
        ${testCards.map(
          (card) =>
            html`<tr>
              <td class="mono">${spaced(card.number)}</td>
              <td>${outcomeOf(card)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`

/** The first page of the sandbox. */
export function panelPage({ addresses, values, events, time, saved, error }: Panel): Html {
  const isChanged =
    values.webhooks.paused || values.model.mode !== 'normal' || values.backup.mode !== 'normal'
  return page(
    'Control panel',
    html`<div class="head">
        <div>
          <h1>Control panel</h1>
          <p class="muted">The outside world of the app, on this machine.</p>
        </div>
        <p id="state" data-live>
          ${
            isChanged
              ? html`<span class="tag warn"
                  >${values.webhooks.paused ? 'webhooks held back' : 'a model misbehaves'}</span
                >`
              : ''
          }
        </p>
      </div>
      ${addressList(addresses)}
      ${error ? html`<p class="notice bad" role="alert">Nothing was changed. ${error}</p>` : ''}
      <div class="columns ${events ? '' : 'alone'}">
        <aside aria-label="Switches">
          ${time ? clockSection(time) : ''}
          ${events ? webhooksForm(values, saved === 'webhooks') : ''}
          ${events ? faultForm(values) : ''}
          ${addresses.model ? modelForm(values, saved === 'model') : ''}
        </aside>
        ${
          events
            ? html`<section aria-labelledby="events" class="event-column">
                  <h2 id="events">Events</h2>
                  <p class="muted small">The newest first; times are UTC.</p>
                  <div id="event-list" data-live>${eventList(events)}</div>
                </section>
                ${cards()}`
            : ''
        }
      </div>`,
    {
      nav: 'panel',
      head: html`${panelStyles}
        <script src="/assets/live.js" type="module"></script>`,
    },
  )
}

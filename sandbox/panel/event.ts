import { html } from 'hono/html'
import { page, when, type Html } from '../html'
import type { Delivery } from '../stripe/log'
import { faultLabels } from './faults'
import { panelStyles } from './styles'
import type { EventDetail, ListedEvent } from './types'

function stateOf({ deliveries, trouble }: ListedEvent): Html {
  const { total, delivered, pending, failed, dropped } = deliveries
  if (total === 0) return html`<span class="tag muted">nobody listens</span>`
  if (failed > 0) return html`<span class="tag bad">gave up</span>`
  if (dropped > 0 && delivered + pending === 0) return html`<span class="tag bad">lost</span>`
  const counted = total > 1 ? ` ${delivered}/${total}` : ''
  if (pending > 0)
    return html`<span class="tag warn"
      >${trouble?.attempts.length ? 'retrying' : 'waiting'}${counted}</span
    >`
  return html`<span class="tag good">delivered${total > 1 ? ` ×${total}` : ''}</span>`
}

const outcome = ({ status, error }: { status: number | null; error?: string }) =>
  status === null ? (error ?? 'no answer') : `HTTP ${status}`

function troubleOf({ attempts, state, dueAt }: Delivery): Html {
  const last = attempts.at(-1)
  const said = last
    ? html`attempt ${attempts.length}: <span class="bad">${outcome(last)}</span>`
    : html`${state === 'dropped' ? 'never sent, on purpose' : 'not sent yet'}`
  const isOver = state === 'failed' || state === 'dropped'
  return html`<p class="small muted trouble">
    ${said}${isOver ? '' : html`, next at <span class="mono">${when(dueAt)}</span>`}
  </p>`
}

const resendForm = (id: string) =>
  html`<form method="post" action="/events/${id}/resend">
    <button class="quiet small">Send again</button>
  </form>`

/** The newest events, for the panel. */
export function eventList(events: ListedEvent[]): Html {
  if (events.length === 0)
    return html`<div class="empty">
      <h2>Nothing has happened yet</h2>
      <p>Buy something in the app: each step appears here as Stripe would tell it.</p>
    </div>`
  return html`<ul class="events">
    ${events.map(
      (event) =>
        html`<li>
          <div class="event-name">
            <a class="mono" href="/events/${event.id}">${event.type}</a>
            <span class="mono muted small event-object">${event.objectId ?? ''}</span>
            ${event.trouble ? troubleOf(event.trouble) : ''}
          </div>
          <span class="mono muted small event-when">${when(event.created)}</span>
          <span class="event-state">${stateOf(event)}</span>
        </li>`,
    )}
  </ul>`
}

const stateNames: Record<string, string> = { failed: 'gave up', dropped: 'lost' }

const deliveryRow = (delivery: Delivery) => {
  const rows = delivery.attempts.map(
    (attempt, index) =>
      html`<tr>
        <td class="mono">${index + 1}</td>
        <td class="mono">${when(new Date(attempt.at))}</td>
        <td class="${attempt.status !== null && attempt.status < 300 ? 'good' : 'bad'}">
          ${outcome(attempt)} ${attempt.body ? html`<code class="said">${attempt.body}</code>` : ''}
        </td>
        <td class="num">${attempt.ms} ms</td>
      </tr>`,
  )
  const isOpen = delivery.state === 'new' || delivery.state === 'pending'
  return html`<section class="ruled stack">
    <div class="row">
      <h2 class="mono">${delivery.url}</h2>
      <span class="tag ${delivery.state === 'delivered' ? 'good' : isOpen ? 'warn' : 'bad'}"
        >${isOpen ? (rows.length > 0 ? 'retrying' : 'waiting') : (stateNames[delivery.state] ?? delivery.state)}</span
      >
    </div>
    ${delivery.fault ? html`<p class="muted small">Made to go wrong: it ${faultLabels[delivery.fault]}.</p>` : ''}
    ${
      rows.length === 0
        ? html`<p class="muted">
            ${delivery.state === 'dropped' ? 'Never sent.' : 'Not sent yet.'}
          </p>`
        : html`<table class="attempts">
            <thead>
              <tr>
                <th scope="col">Attempt</th>
                <th scope="col">Sent, UTC</th>
                <th scope="col">Answer</th>
                <th scope="col" class="num">Took</th>
              </tr>
            </thead>
            <tbody>
              ${rows}
            </tbody>
          </table>`
    }
    ${
      isOpen
        ? html`<p class="muted small">
            Next at <span class="mono">${when(delivery.dueAt)}</span> UTC.
          </p>`
        : ''
    }
  </section>`
}

/** One event: its deliveries, attempt by attempt, and what it says. */
export function eventPage(event: EventDetail, deliveries: Delivery[]): Html {
  return page(
    event.type,
    html`<p class="small crumb"><a href="/">Control panel</a></p>
      <div class="head">
        <div>
          <h1 class="mono">${event.type}</h1>
          <p class="mono muted small">${event.id} · ${when(new Date(event.created * 1000))} UTC</p>
        </div>
        ${resendForm(event.id)}
      </div>
      <div id="deliveries" data-live>
        ${
          deliveries.length === 0
            ? html`<div class="empty"><p>No endpoint asked for this type of event.</p></div>`
            : deliveries.map(deliveryRow)
        }
      </div>
      <section class="ruled stack" aria-labelledby="payload">
        <h2 id="payload">Payload</h2>
        <pre class="tall" tabindex="0" role="group" aria-labelledby="payload">
${JSON.stringify(event.data, null, 2)}</pre>
      </section>`,
    {
      nav: 'panel',
      head: html`${panelStyles}
        <script src="/assets/live.js" type="module"></script>`,
    },
  )
}

export const missingEvent = () =>
  page(
    'No such event',
    html`<div class="empty">
      <h1>No such event</h1>
      <p><a href="/">Control panel</a></p>
    </div>`,
    { nav: 'panel' },
  )

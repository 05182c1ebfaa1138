import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import type { SandboxClock } from '../clock'
import type { Html } from '../html'
import { TravelRefused, type Target, type Travel, type Trip } from '../stripe/travel'

/** The sandbox's time and the way to move it. */
export type Time = { clock: SandboxClock; travel: Travel }

const steps = [
  ['hour', 'Next hour'],
  ['day', 'Next day'],
  ['month', 'Next month'],
  ['renewal', 'Next renewal'],
] as const

/** What a journey is told by, of all the events it brings. */
const told: [type: string, one: string, many: string][] = [
  ['invoice.created', 'renewal', 'renewals'],
  ['invoice.paid', 'paid', 'paid'],
  ['invoice.payment_failed', 'failed payment', 'failed payments'],
  ['customer.subscription.deleted', 'subscription ended', 'subscriptions ended'],
  ['customer.subscription.trial_will_end', 'trial reminder', 'trial reminders'],
  ['customer.subscription.pending_update_expired', 'upgrade lapsed', 'upgrades lapsed'],
  ['checkout.session.expired', 'checkout expired', 'checkouts expired'],
  ['subscription_schedule.released', 'schedule done', 'schedules done'],
]

const format = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
})

const moment = (seconds: number): Html => {
  const date = new Date(seconds * 1000)
  return html`<time datetime="${date.toISOString()}">${format.format(date)} UTC</time>`
}

function summaryOf({ happened }: Trip): string {
  const parts = told.flatMap(([type, one, many]) => {
    const count = happened[type]
    return count ? [`${count} ${count === 1 ? one : many}`] : []
  })
  const known = told.reduce((sum, [type]) => sum + (happened[type] ?? 0), 0)
  const others = Object.values(happened).reduce((sum, count) => sum + count, 0) - known
  if (others > 0) parts.push(`${others} other event${others === 1 ? '' : 's'}`)
  return parts.length > 0 ? parts.join(', ') : 'nothing was due'
}

function progress({ from, at, to }: Trip): Html {
  return html`<div class="stack">
    <label for="clock-progress">On the way to ${moment(to)}</label>
    <progress
      id="clock-progress"
      max="${to - from}"
      value="${at - from}"
      style="width: 100%; accent-color: var(--accent)"
    ></progress>
  </div>`
}

function outcome(trip: Trip): Html {
  return html`<p class="small" role="status">Arrived: ${summaryOf(trip)}.</p>
    ${
      trip.failures.length > 0
        ? html`<ul class="bad small" role="list">
            ${trip.failures.map(({ id, message }) => html`<li>${id}: ${message}</li>`)}
          </ul>`
        : ''
    }
    ${trip.app ? html`<p class="warn small">The app did not follow: ${trip.app}.</p>` : ''}`
}

const input = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 16)

/** The date, the buttons that change it, and what the last change brought. */
export function clockSection({ clock, travel }: Time): Html {
  const now = clock.now()
  const { trip } = travel
  return html`<section aria-labelledby="clock" class="stack">
    <h2 id="clock">Clock</h2>
    <div id="clock-state" class="stack" data-live>
      <p>
        ${moment(now)}${
          clock.offsetMs() === 0 ? html`<span class="muted small">, the real time</span>` : ''
        }
      </p>
      ${trip ? (trip.done ? outcome(trip) : progress(trip)) : ''}
    </div>
    <form method="post" action="/clock" class="pair">
      ${steps.map(
        ([value, label]) =>
          html`<button class="small quiet" name="step" value="${value}">${label}</button>`,
      )}
    </form>
    <form method="post" action="/clock" class="stack">
      <label for="clock-to">To a date, UTC</label>
      <div class="row">
        <input
          id="clock-to"
          name="to"
          type="datetime-local"
          required
          min="${input(now + 60)}"
          style="flex: 1; width: auto"
        />
        <button class="small">Go</button>
      </div>
    </form>
    <p class="muted small">Forward only. The app goes along; its jobs run once for each day.</p>
  </section>`
}

function targetIn(form: FormData): Target {
  const step = form.get('step')
  if (step === 'hour' || step === 'day' || step === 'month') return { by: step }
  if (step === 'renewal') return { toNextRenewal: true }
  const to = Date.parse(`${String(form.get('to'))}Z`)
  if (Number.isNaN(to)) throw new TravelRefused('invalid', 'That is no date.')
  return { to: to / 1000 }
}

/** `POST /clock` starts a journey; the page shows how far it is. `refused` draws the page with the reason. */
export function clockForm(
  { travel }: Time,
  refused: (c: Context, message: string) => Promise<Response>,
): Hono {
  return new Hono().post('/clock', async (c) => {
    try {
      await travel.start(targetIn(await c.req.formData()))
    } catch (error) {
      if (error instanceof TravelRefused) return refused(c, error.message)
      throw error
    }
    return c.redirect('/', 303)
  })
}

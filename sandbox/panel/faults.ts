import { html } from 'hono/html'
import { Hono, type Context as HonoContext } from 'hono'
import { z } from 'zod'
import type { Html } from '../html'
import { faultKinds, type FaultKind } from '../stripe/faults'
import { switchesPatch, type Switches, type SwitchValues } from '../switches'

export const faultLabels: Record<FaultKind, string> = {
  drop: 'is lost',
  refuse: 'is answered with 500, then sent again',
  lose_answer: 'is handled, its answer lost, then sent again',
  delay: 'comes late',
  swap: 'comes after the one that follows',
}

/** Those a product is most likely to listen for; any other type can be typed. */
const usualTypes = [
  'checkout.session.completed',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'invoice.paid',
  'invoice.payment_failed',
  'payment_intent.succeeded',
  'charge.refunded',
  'charge.dispute.created',
]

const waiting = ({ webhooks }: SwitchValues): Html =>
  html`<ul class="small faults">
      ${webhooks.faults.map(
        ({ kind, type, delayMs }) =>
          html`<li>
            The next
            <span class="mono">${type ?? 'event'}</span>
            ${faultLabels[kind]}${kind === 'delay' ? ` by ${delayMs ?? 0} ms` : ''}.
          </li>`,
      )}
    </ul>
    <form method="post" action="/faults/clear">
      <button class="quiet small">Take back</button>
    </form>`

/** What goes wrong with one webhook to come. */
export function faultForm(values: SwitchValues): Html {
  return html`<section class="stack" aria-labelledby="faults">
    <h2 id="faults">One webhook goes wrong</h2>
    <form method="post" action="/faults" class="stack">
      <div class="field">
        <label for="fault-type">The next</label>
        <input
          class="mono"
          id="fault-type"
          name="type"
          list="event-types"
          placeholder="event of any type"
          autocomplete="off"
          spellcheck="false"
        />
        <datalist id="event-types">
          ${usualTypes.map((type) => html`<option value="${type}"></option>`)}
        </datalist>
      </div>
      <div class="field">
        <label for="fault-kind">What happens to it</label>
        <select id="fault-kind" name="kind">
          ${faultKinds.map((kind) => html`<option value="${kind}">${faultLabels[kind]}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="fault-delay">How late, ms, when it comes late</label>
        <input
          class="mono"
          id="fault-delay"
          name="delayMs"
          type="number"
          min="0"
          max="600000"
          value="5000"
        />
      </div>
      <div class="row"><button class="small">Arm</button></div>
    </form>
    <div id="armed" class="stack" data-live>
      ${values.webhooks.faults.length > 0 ? waiting(values) : ''}
    </div>
    <h3>Again</h3>
    <form method="post" action="/events/resend" class="stack">
      <div class="pair">
        <div class="field">
          <label for="newest">The newest</label>
          <input
            class="mono"
            id="newest"
            name="newest"
            type="number"
            min="1"
            max="100"
            value="10"
          />
        </div>
        <div class="field">
          <label for="copies">Times each</label>
          <input class="mono" id="copies" name="copies" type="number" min="1" max="50" value="1" />
        </div>
      </div>
      <div class="row"><button class="quiet small">Send again, all at once</button></div>
    </form>
  </section>`
}

type Fail = (c: HonoContext, message: string) => Promise<Response>

export function faultRoutes(switches: Switches, fail: Fail): Hono {
  return new Hono()
    .post('/faults', async (c) => {
      const form = await c.req.formData()
      const text = (name: string) => String(form.get(name) ?? '').trim()
      const fault = {
        kind: text('kind'),
        ...(text('type') && { type: text('type') }),
        ...(text('kind') === 'delay' && { delayMs: Number(text('delayMs')) }),
      }
      const faults = [...switches.get().webhooks.faults, fault]
      const patch = switchesPatch.safeParse({ webhooks: { faults } })
      if (!patch.success) return fail(c, z.prettifyError(patch.error))
      await switches.set(patch.data)
      return c.redirect('/?saved=faults', 303)
    })
    .post('/faults/clear', async (c) => {
      await switches.set({ webhooks: { faults: [] } })
      return c.redirect('/', 303)
    })
}

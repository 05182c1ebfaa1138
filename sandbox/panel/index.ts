import { Hono } from 'hono'
import { z } from 'zod'
import { switchesPatch, type Switches } from '../switches'
import { clockForm, type Time } from './clock'
import { eventPage, missingEvent } from './event'
import { faultRoutes } from './faults'
import { panelPage } from './page'
import { readModelForm, readWebhooksForm } from './switch-forms'
import type { Addresses, Events } from './types'

/** What the list shows: enough for the last few minutes; older events are in the API. */
const mostEvents = 40

const resendForm = z.object({
  newest: z.coerce.number().int().min(1).max(100),
  copies: z.coerce.number().int().min(1).max(50),
})

type Options = {
  switches: Switches
  addresses(): Addresses
  /** Absent when Stripe is the real one. */
  events: Events | undefined
  time: Time | undefined
}

/** The control panel at `/`: what happened, and the switches that make it happen differently. */
export function createPanel({ switches, addresses, events, time }: Options): Hono {
  const show = async (saved?: string, error?: string) =>
    panelPage({
      addresses: addresses(),
      values: switches.get(),
      events: events && (await withTrouble(events)),
      time,
      saved,
      error,
    })

  const app = new Hono()
  if (time)
    app.route(
      '/',
      clockForm(time, async (c, message) => c.html(await show(undefined, message), 400)),
    )
  return app
    .get('/', async (c) => c.html(await show(c.req.query('saved'))))
    .post('/switches/:group{webhooks|model}', async (c) => {
      const group = c.req.param('group')
      const form = await c.req.formData()
      const patch = switchesPatch.safeParse(
        group === 'webhooks' ? { webhooks: readWebhooksForm(form) } : readModelForm(form),
      )
      if (!patch.success) return c.html(await show(undefined, z.prettifyError(patch.error)), 400)
      await switches.set(patch.data)
      return c.redirect(`/?saved=${group}`, 303)
    })
    .route(
      '/',
      faultRoutes(switches, async (c, message) => c.html(await show(undefined, message), 400)),
    )
    .post('/events/resend', async (c) => {
      const wanted = resendForm.safeParse(Object.fromEntries(await c.req.formData()))
      if (!events || !wanted.success)
        return c.html(await show(undefined, 'Nothing was sent: those are not numbers.'), 400)
      const { newest, copies } = wanted.data
      await events.resend(await events.newest(newest), copies)
      return c.redirect('/', 303)
    })
    .get('/events/:id', async (c) => {
      const event = await events?.read(c.req.param('id'))
      if (!events || !event) return c.html(missingEvent(), 404)
      return c.html(eventPage(event, await events.deliveries(event.id)))
    })
    .post('/events/:id/resend', async (c) => {
      const event = await events?.read(c.req.param('id'))
      if (!events || !event) return c.html(missingEvent(), 404)
      await events.resend([event.id], 1)
      return c.redirect(`/events/${event.id}`, 303)
    })
}

/** The newest events; those that did not arrive (yet) with their deliveries, to show why. */
async function withTrouble(events: Events) {
  const list = await events.list(mostEvents)
  return Promise.all(
    list.map(async (event) => ({
      ...event,
      trouble:
        event.deliveries.pending + event.deliveries.failed + event.deliveries.dropped > 0
          ? (await events.deliveries(event.id)).find(({ state }) => state !== 'delivered')
          : undefined,
    })),
  )
}

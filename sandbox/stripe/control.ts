import { Hono } from 'hono'
import type { Pool } from 'pg'
import type { Transact } from './context'
import { createCollectionControl } from './control-collection'
import { renewSubscription } from './engine/renewal'
import { StripeFailure } from './errors'
import { listDeliveries, listEvents } from './log'

/** What only a sandbox can do: end a period, send an event again, and show the deliveries. For the panel and tests. */
export function createControl(
  pool: Pool,
  transact: Transact,
  resend: (eventId: string) => Promise<void>,
): Hono {
  return new Hono()
    .onError((error, c) => {
      if (!(error instanceof StripeFailure)) throw error
      return c.json({ error: error.body }, error.status === 404 ? 404 : 400)
    })
    .route('/', createCollectionControl(transact))
    .post('/subscriptions/:id/renew', async (c) => {
      const renewed = await transact((context) => renewSubscription(context, c.req.param('id')))
      return c.json(renewed ?? { canceled: true })
    })
    .get('/events', async (c) => c.json({ events: await listEvents(pool) }))
    .get('/events/:id/deliveries', async (c) =>
      c.json({ deliveries: await listDeliveries(pool, c.req.param('id')) }),
    )
    .post('/events/:id/resend', async (c) => {
      await resend(c.req.param('id'))
      return c.json({ resent: true })
    })
}

import { Hono } from 'hono'
import type { Pool } from 'pg'
import { z } from 'zod'
import type { Transact } from './context'
import { createCollectionControl } from './control-collection'
import { declines, makeCardFail } from './desk'
import { renewSubscription } from './engine/renewal'
import { StripeFailure } from './errors'
import { listDeliveries, listEvents, newestEvents } from './log'

/** How often each event goes out once more; `newest` for that many of the last ones, all at once. */
const again = z.strictObject({
  copies: z.int().min(1).max(50).default(1),
  newest: z.int().min(1).max(100).default(1),
  type: z.string().optional(),
})
const failing = z.strictObject({ code: z.enum([...declines.keys()]).nullable() })
export type Resend = (eventIds: string[], copies: number) => Promise<void>

/** What only a sandbox can do: end a period, send an event again, and show the deliveries. For the panel and tests. */
export function createControl(pool: Pool, transact: Transact, resend: Resend): Hono {
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
    .post('/payment_methods/:id/decline', async (c) => {
      const body = failing.safeParse(await c.req.json().catch(() => undefined))
      if (!body.success)
        return c.json({ code: 'invalid', message: z.prettifyError(body.error) }, 400)
      await transact((context) => makeCardFail(context, c.req.param('id'), body.data.code))
      return c.json(body.data)
    })
    .get('/events', async (c) => c.json({ events: await listEvents(pool) }))
    .get('/events/:id/deliveries', async (c) =>
      c.json({ deliveries: await listDeliveries(pool, c.req.param('id')) }),
    )
    .post('/events/:id{newest|evt_[A-Za-z0-9_]+}/resend', async (c) => {
      const body = again.safeParse(await c.req.json().catch(() => ({})))
      if (!body.success)
        return c.json({ code: 'invalid', message: z.prettifyError(body.error) }, 400)
      const id = c.req.param('id')
      const { copies, newest, type } = body.data
      const ids = id === 'newest' ? await newestEvents(pool, newest, type) : [id]
      await resend(ids, copies)
      return c.json({ resent: ids })
    })
}

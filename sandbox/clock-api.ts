import { Hono } from 'hono'
import { z } from 'zod'
import type { SandboxClock } from './clock'
import { TravelRefused, type Travel } from './stripe/travel'

const target = z.union([
  z.strictObject({ to: z.int().positive() }),
  z.strictObject({ by: z.enum(['hour', 'day', 'month']) }),
  z.strictObject({ toNextRenewal: z.literal(true) }),
])

/** `GET /api/clock`, and `POST /api/clock/advance`, which answers when the clock has arrived. */
export function clockApi(clock: SandboxClock, travel: Travel): Hono {
  const state = () => ({ now: clock.now(), offsetMs: clock.offsetMs(), trip: travel.trip ?? null })
  return new Hono()
    .onError((error, c) => {
      if (!(error instanceof TravelRefused)) throw error
      const { code, message } = error
      return c.json({ code, message }, code === 'busy' ? 409 : 400)
    })
    .get('/', (c) => c.json(state()))
    .post('/advance', async (c) => {
      const body = target.safeParse(await c.req.json().catch(() => undefined))
      if (!body.success)
        return c.json({ code: 'invalid', message: z.prettifyError(body.error) }, 400)
      const { finished } = await travel.start(body.data)
      await finished
      return c.json(state())
    })
}

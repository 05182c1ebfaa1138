import { Hono } from 'hono'
import { served, type Served } from '@/tests/support/serve'

export type ListeningApp = Served

/**
 * The routes that the outside world calls by itself, listening in this process: Stripe's webhook, the scheduler, the
 * sandbox's clock. Start it first: its address belongs into the environment, which the routes read when they are called.
 */
export async function listeningApp(): Promise<ListeningApp> {
  const app = new Hono()
    .post('/api/webhooks/stripe', async (c) => {
      const { POST } = await import('@/app/api/webhooks/stripe/route')
      return POST(c.req.raw, undefined)
    })
    .post('/api/cron', async (c) => {
      const { POST } = await import('@/app/api/cron/route')
      return POST(c.req.raw, undefined)
    })
    .post('/api/clock', async (c) => {
      const { POST } = await import('@/app/api/clock/route')
      return POST(c.req.raw, undefined)
    })
  return served(app.fetch)
}

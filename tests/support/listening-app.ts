import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

export type ListeningApp = { url: string; close(): Promise<void> }

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
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 })
  if (!server.listening) await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

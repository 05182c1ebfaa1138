import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { Pool } from 'pg'
import { Stripe } from 'stripe'
import { openClock } from '@/sandbox/clock'
import { createStripe, type StripeSandbox } from '@/sandbox/stripe'
import { openSwitches, type Switches } from '@/sandbox/switches'
import { emptyDatabase } from '@/tests/support/database'

export const webhookSecret = 'whsec_harness0123456789'

export type Received = { event: Stripe.Event; signature: string; body: string }

export type Harness = {
  url: string
  /** The webhook that listens. */
  hookUrl: string
  stripe: Stripe
  switches: Switches
  /** What reached the app's webhook, in the order of arrival. */
  received: Received[]
  /** Waits until the webhook has seen enough. */
  until(enough: (received: Received[]) => boolean): Promise<void>
  /** What the webhook answers from now on; 200 unless told. */
  answer(status: (received: Received) => number): void
  /** Ends the sandbox and starts it again on the same database. */
  restart(): Promise<void>
  close(): Promise<void>
}

async function listen(app: Hono, port = 0, upgrade?: StripeSandbox['upgrade']) {
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port })
  if (upgrade) server.on('upgrade', upgrade)
  if (!server.listening) await once(server, 'listening')
  const address = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      if ('closeAllConnections' in server) server.closeAllConnections()
    })
  return { port: address.port, close }
}

/** The Stripe sandbox on a database and a port of its own, with a webhook that listens. */
export async function startHarness(): Promise<Harness> {
  const database = await emptyDatabase()
  const received: Received[] = []
  const waiting = new Set<() => void>()
  let status: (received: Received) => number = () => 200

  const hook = await listen(
    new Hono().post('/webhook', async (c) => {
      const body = await c.req.text()
      const signature = c.req.header('stripe-signature') ?? ''
      const one = { event: JSON.parse(body) as Stripe.Event, signature, body }
      received.push(one)
      for (const look of waiting) look()
      return new Response(null, { status: status(one) })
    }),
  )

  async function start(port?: number) {
    const pool = new Pool({ connectionString: database.url, max: 4 })
    // At the end the database is dropped under connections that are only just closing.
    pool.on('error', () => undefined)
    const switches = await openSwitches(pool)
    let url = ''
    const sandbox = await createStripe({
      pool,
      clock: await openClock(pool),
      switches,
      baseUrl: () => url,
      webhook: { url: `http://127.0.0.1:${hook.port}/webhook`, secret: webhookSecret },
    })
    const server = await listen(sandbox.app, port, sandbox.upgrade)
    url = `http://127.0.0.1:${server.port}`
    return {
      switches,
      url,
      port: server.port,
      async close() {
        await server.close()
        await sandbox.close()
        await pool.end()
      },
    }
  }

  let running = await start()
  const stripe = new Stripe('sk_test_harness', {
    host: '127.0.0.1',
    port: running.port,
    protocol: 'http',
    maxNetworkRetries: 0,
  })
  return {
    url: running.url,
    hookUrl: `http://127.0.0.1:${hook.port}/webhook`,
    stripe,
    get switches() {
      return running.switches
    },
    received,
    answer: (next) => {
      status = next
    },
    until: (enough) =>
      new Promise((resolve) => {
        const look = () => {
          if (!enough(received)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    async restart() {
      const { port } = running
      await running.close()
      running = await start(port)
    },
    async close() {
      await running.close()
      await hook.close()
      await database.drop()
    },
  }
}

export const goodCard = {
  email: 'customer@example.com',
  name: 'Test Customer',
  country: 'DE',
  postal_code: '10115',
  number: '4242 4242 4242 4242',
  expiry: '12 / 34',
  cvc: '123',
}

/** Sends a form as a browser would, and does not follow where it leads. */
export function submit(url: string, fields: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
}

import { Hono } from 'hono'
import type { Pool } from 'pg'
import { createTransact } from './context'
import { createControl } from './control'
import { Deliveries, type WebhookSwitches } from './delivery'
import { expireDueSessions } from './engine/sessions'
import { createApi } from './http'
import { queueAgain } from './log'
import { createPages } from './pages'
import { routes } from './resources'
import { registerAppEndpoint } from './resources/webhook-endpoints'
import { prepareSchema } from './schema'

export { listDeliveries, listEvents, readEvent } from './log'

/** Checkouts expire this exactly. */
const expiryEveryMs = 60_000

export type StripeOptions = {
  pool: Pool
  switches: WebhookSwitches
  /** Where this server is reached; known once it listens. */
  baseUrl: () => string
  /** The app's own endpoint, registered from the start. */
  webhook: { url: string; secret: string }
}

export type StripeSandbox = {
  /** Serves `/v1/*`, `/pay/*` and the controls below `/sandbox/stripe`. */
  app: Hono
  /** Sends an event once more. */
  resend(eventId: string): Promise<void>
  close(): Promise<void>
}

/** A stateful stand-in for the part of Stripe this product uses. All state is in `pool`'s database. */
export async function createStripe(options: StripeOptions): Promise<StripeSandbox> {
  const { pool, switches, baseUrl, webhook } = options
  await prepareSchema(pool)
  const deliveries = new Deliveries(pool, switches)
  const transact = createTransact(pool, baseUrl, () => deliveries.wake())
  await transact((context) => registerAppEndpoint(context.store, context.now, webhook))

  async function resend(eventId: string): Promise<void> {
    await queueAgain(pool, eventId)
    deliveries.wake()
  }

  const app = new Hono()
    .route('/v1', createApi(pool, transact, routes))
    .route('/pay', createPages(transact))
    .route('/sandbox/stripe', createControl(pool, transact, resend))

  const expiry = setInterval(() => {
    transact(expireDueSessions).catch((error: unknown) =>
      console.error('The Stripe sandbox could not expire checkouts:', error),
    )
  }, expiryEveryMs)
  expiry.unref()
  // What waited in the database when the last process ended.
  deliveries.wake()

  return {
    app,
    resend,
    async close() {
      clearInterval(expiry)
      await deliveries.close()
    },
  }
}

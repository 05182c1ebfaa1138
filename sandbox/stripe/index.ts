import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Hono } from 'hono'
import type { Pool } from 'pg'
import type { AppLink } from '../app-link'
import type { SandboxClock } from '../clock'
import { clockApi } from '../clock-api'
import { createLook, createTransact, type Transact } from './context'
import { createControl, type Resend } from './control'
import { Deliveries, type WebhookSwitches } from './delivery'
import { presetRetryPolicy, type RetryPolicy } from './engine/retry-policy'
import { createApi } from './http'
import { Listening } from './listen'
import { queueAgain } from './log'
import { createPages } from './pages'
import { routes } from './resources'
import { coreEventRoutes } from './resources/meters'
import { registerAppEndpoint } from './resources/webhook-endpoints'
import { prepareSchema } from './schema'
import { Travel } from './travel'

export { listDeliveries, listEvents, newestEvents, readEvent } from './log'

export type StripeOptions = {
  pool: Pool
  clock: SandboxClock
  switches: WebhookSwitches
  /** Whose clock moves with the sandbox's; left out, nobody's. */
  appLink?: AppLink
  /** Where this server is reached; known once it listens. */
  baseUrl: () => string
  /** The app's own endpoint, registered from the start. */
  webhook: { url: string; secret: string }
  /** How failed payments are tried again, unless somebody set it otherwise. Left out: as Stripe does by default. */
  retries?: RetryPolicy
}

export type StripeSandbox = {
  /** Serves `/v1/*`, `/v2/*`, `/pay/*`, `/api/clock/*` and the controls below `/sandbox/stripe`. */
  app: Hono
  travel: Travel
  transact: Transact
  /** Sends events once more, each so many times, all at once. */
  resend: Resend
  /** For the server's sockets: those of `stripe listen`. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void
  close(): Promise<void>
}

/** A stateful stand-in for the part of Stripe this product uses. All state is in `pool`'s database. */
export async function createStripe(options: StripeOptions): Promise<StripeSandbox> {
  const { pool, clock, switches, appLink, baseUrl, webhook, retries } = options
  await prepareSchema(pool)
  const deliveries = new Deliveries(pool, switches)
  const transact = createTransact(pool, clock, baseUrl, () => deliveries.wake())
  const look = createLook(pool, clock, baseUrl)
  const listening = new Listening(transact)
  await transact(async (context) => {
    await registerAppEndpoint(context.store, context.now, webhook)
    if (retries) await presetRetryPolicy(context.client, retries)
    await listening.forgetOthers(context)
  })

  const resend: Resend = async (eventIds, copies) => {
    await queueAgain(pool, eventIds, copies)
    deliveries.wake()
  }

  const travel = new Travel({ pool, clock, switches, transact, app: appLink })

  const app = new Hono()
    .use('/v1/test_helpers/*', async (c, next) => {
      await next()
      if (c.req.method === 'POST') travel.followTestClocks()
    })
    .route('/v1', createApi(pool, transact, look, [...routes, ...listening.routes]))
    .route('/v2', createApi(pool, transact, look, coreEventRoutes))
    .route('/api/clock', clockApi(clock, travel))
    .route('/pay', createPages(transact))
    .route('/sandbox/stripe/listen', listening.app)
    .route('/sandbox/stripe', createControl(pool, transact, resend))

  // What waited in the database when the last process ended.
  deliveries.wake()

  return {
    app,
    travel,
    transact,
    resend,
    upgrade: (...socket) => listening.upgrade(...socket),
    async close() {
      listening.close()
      await travel.close()
      await deliveries.close()
    },
  }
}

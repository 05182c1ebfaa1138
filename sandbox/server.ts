import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { AddressInfo } from 'node:net'
import { Pool } from 'pg'
import { linkApp } from './app-link'
import { assets } from './assets'
import { openClock } from './clock'
import { onlyFromHere } from './guard'
import { createMailbox } from './mailbox'
import { createModel } from './model'
import { createPanel } from './panel'
import { customerRoutes } from './panel/customer-routes'
import type { Time } from './panel/clock'
import type { Addresses, Events } from './panel/types'
import {
  createStripe,
  listDeliveries,
  listEvents,
  newestEvents,
  readEvent,
  type StripeSandbox,
} from './stripe'
import { defaultRetryPolicy } from './stripe/engine/retry-policy'
import { openSwitches, switchesApi } from './switches'

export const parts = ['stripe', 'model', 'mailbox'] as const
export type Part = (typeof parts)[number]

export type SandboxOptions = {
  /** A database of its own; the tables are made when missing. */
  databaseUrl: string
  /** 0 takes any free port. */
  port: number
  smtpPort: number
  /** Where the product runs: webhooks go to `<appUrl>/api/webhooks/stripe`. */
  appUrl: string
  /** Signs the webhooks. */
  webhookSecret: string
  /** The app's CRON_SECRET. Without it the app's clock does not follow, and its jobs are not called. */
  cronSecret?: string | undefined
  /** What to stand in for; the rest is real and not served here. Default: everything. */
  parts?: readonly Part[]
}

/** `smtpUrl` is empty when the mailbox is not among the parts. */
export type Sandbox = { url: string; smtpUrl: string; close(): Promise<void> }

/** The outside world on the loopback address: Stripe, a model, a mailbox, and the panel that moves them. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const wanted = options.parts ?? parts
  const pool = new Pool({ connectionString: options.databaseUrl, max: 10 })
  // A connection that breaks while idle is replaced at the next query; without a listener it would end the process.
  pool.on('error', (error) => console.error(`sandbox database: ${error.message}`))
  const closers: (() => Promise<unknown>)[] = [() => pool.end()]
  const close = async () => {
    for (const end of closers.splice(0).toReversed()) await end()
  }

  try {
    const switches = await openSwitches(pool)
    const clock = await openClock(pool)
    const app = new Hono()
      .use(onlyFromHere)
      .route('/assets', assets())
      .route('/api/switches', switchesApi(switches))
    let url = ''
    let smtpUrl = ''
    let events: Events | undefined
    let upgrade: StripeSandbox['upgrade'] | undefined
    let time: Time | undefined

    if (wanted.includes('model')) {
      app.route('/model', createModel({ switches }))
      const mode = () => switches.get().backup.mode
      app.route('/model-backup', createModel({ switches, mode }))
    }

    if (wanted.includes('mailbox')) {
      const mailbox = await createMailbox({ pool, clock, port: options.smtpPort })
      closers.push(mailbox.close)
      app.route('/mailbox', mailbox.app)
      smtpUrl = mailbox.smtpUrl
    }

    if (wanted.includes('stripe')) {
      const stripe = await createStripe({
        pool,
        clock,
        switches,
        appLink: options.cronSecret ? linkApp(options.appUrl, options.cronSecret) : undefined,
        baseUrl: () => url,
        // As the README asks of a real account: who pays late has the plan back.
        retries: { ...defaultRetryPolicy, end: 'unpaid' },
        webhook: {
          url: new URL('/api/webhooks/stripe', options.appUrl).href,
          secret: options.webhookSecret,
        },
      })
      closers.push(stripe.close)
      upgrade = stripe.upgrade
      time = { clock, travel: stripe.travel }
      // By fetch, not by route: errors and unknown addresses are then answered Stripe's way.
      for (const path of ['/v1/*', '/v2/*', '/pay/*', '/api/clock/*', '/sandbox/stripe/*'])
        app.all(path, (c) => stripe.app.fetch(c.req.raw, c.env))
      app.route('/', customerRoutes(stripe.transact))
      events = {
        list: (limit) => listEvents(pool, { limit }),
        read: (eventId) => readEvent(pool, eventId),
        deliveries: (eventId) => listDeliveries(pool, eventId),
        resend: (eventIds, copies) => stripe.resend(eventIds, copies),
        newest: (count) => newestEvents(pool, count),
      }
    }

    const addresses = (): Addresses => ({
      app: options.appUrl,
      stripe: wanted.includes('stripe') ? `${url}/v1` : undefined,
      model: wanted.includes('model') ? `${url}/model/v1` : undefined,
      mailbox: wanted.includes('mailbox') ? `${url}/mailbox` : undefined,
      smtp: wanted.includes('mailbox') ? smtpUrl : undefined,
    })
    app.route('/', createPanel({ switches, addresses, events, time }))

    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: options.port })
    if (upgrade) server.on('upgrade', upgrade)
    await new Promise<void>((resolve, reject) => {
      server.once('listening', resolve)
      server.once('error', reject)
    })
    closers.push(
      () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve())
          if ('closeAllConnections' in server) server.closeAllConnections()
        }),
    )
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return { url, smtpUrl, close }
  } catch (error) {
    await close()
    throw error
  }
}

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { loadavg } from 'node:os'
import { PrismaPg } from '@prisma/adapter-pg'
import { Pool } from 'pg'
import { Stripe } from 'stripe'
import { audit } from '@/lib/credits'
import { handlers } from '@/lib/billing/events'
import { PrismaClient } from '@/prisma/generated/client'
import type { Bench, Figure } from '@/tests/support/bench'
import { startServers, type Servers } from '@/tests/support/servers'
import { courier, signed, type Courier } from './webhooks/courier'
import { processorSeconds } from './webhooks/processor'
import { interleaved, subscribers, type Story } from './webhooks/subscribers'

/** Stripe delivers many at once; more than the app has connections for only wait. */
const atOnce = 16
/** So many subscribers renew in the same moments. */
const window = 24
/** Events a second while the answer times are taken. */
const pace = 50

const acts = ({ type }: Stripe.Event): boolean => Object.hasOwn(handlers, type)

/** The processes that share the two cores. */
type Watched = { app: number; sandbox: number; postgres: number }

async function spent(watched: Watched, work: () => Promise<number>, events: number) {
  const read = () =>
    Promise.all([
      processorSeconds(watched.app),
      processorSeconds(watched.sandbox),
      processorSeconds(watched.postgres),
    ])
  const before = await read()
  const perSecond = await work()
  const after = await read()
  const [app = 0, sandbox = 0, postgres = 0] = after.map(
    (seconds, place) => ((seconds - (before[place] ?? 0)) * 1_000) / events,
  )
  return { perSecond, app, sandbox, postgres }
}

/** Everybody has the plan, two months of it, and a statement that adds up; else the figures mean nothing. */
async function check(db: PrismaClient, stories: readonly Story[]): Promise<void> {
  const where = { userId: { in: stories.map(({ userId }) => userId) } }
  const [plans, payments, months, open, drift] = await Promise.all([
    db.userPlan.count({ where: { ...where, planKey: 'pro' } }),
    db.payment.count({ where: { ...where, status: 'paid' } }),
    db.creditAllowance.count({ where: { ...where, sourceKey: { startsWith: 'invoice_line:' } } }),
    db.webhookEvent.count({ where: { status: { notIn: ['processed', 'ignored'] } } }),
    audit(db, {}),
  ])
  const all = stories.length
  if (plans !== all || payments !== 2 * all || months !== 2 * all || open > 0 || drift.length > 0)
    throw new Error(
      `Of ${all}: ${plans} plans, ${payments} payments, ${months} months; ${open} events open, ${drift.length} findings.`,
    )
}

async function measure(
  { sandboxUrl, webhookSecret, ...servers }: Servers,
  db: PrismaClient,
  post: Courier,
  count: number,
): Promise<Figure[]> {
  const { hostname: host, port } = new URL(sandboxUrl)
  const stripe = new Stripe('sk_test_bench', { host, port, protocol: 'http' })
  // Delivered by hand, so that what the sandbox's own courier costs is no part of it.
  for (const { id } of (await stripe.webhookEndpoints.list()).data)
    await stripe.webhookEndpoints.update(id, { disabled: true })
  const stories = await subscribers(stripe, sandboxUrl, db, 3 * count + window)
  const [warm, all, acting, paced] = [
    stories.slice(0, window),
    stories.slice(window, window + count),
    stories.slice(window + count, window + 2 * count),
    stories.slice(window + 2 * count),
  ].map((some) => interleaved(some, window)) as [
    Stripe.Event[],
    Stripe.Event[],
    Stripe.Event[],
    Stripe.Event[],
  ]
  const letters = (events: Stripe.Event[]) => signed(events, webhookSecret)
  const [{ pid = 0 } = {}] = await db.$queryRaw<{ pid: number }[]>`
    select split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int as pid`
  const watched = { app: servers.app.pid ?? 0, sandbox: servers.sandbox.pid ?? 0, postgres: pid }

  await post.flood(letters(warm), atOnce)
  const whole = await spent(watched, () => post.flood(letters(all), atOnce), all.length)
  const own = acting.filter(acts)
  const some = await spent(watched, () => post.flood(letters(own), atOnce), own.length)
  await post.flood(letters(acting.filter((event) => !acts(event))), atOnce)
  const times = (await post.pace(letters(paced), pace)).toSorted((a, b) => a - b)
  await check(db, stories)

  const at = (share: number) => times[Math.ceil(times.length * share) - 1] ?? Number.NaN
  process.stderr.write(
    `  ${all.length} events, of which ${all.filter(acts).length} act; load ${loadavg()[0]?.toFixed(1)}\n`,
  )
  return [
    { name: 'webhook_throughput', value: whole.perSecond, unit: '1/s', floor: 300 },
    { name: 'webhook_cpu_app', value: whole.app, unit: 'ms' },
    { name: 'webhook_cpu_sandbox', value: whole.sandbox, unit: 'ms' },
    { name: 'webhook_cpu_postgres', value: whole.postgres, unit: 'ms' },
    { name: 'webhook_throughput_acting', value: some.perSecond, unit: '1/s' },
    { name: 'webhook_cpu_acting', value: some.app + some.sandbox + some.postgres, unit: 'ms' },
    { name: 'webhook_p50', value: at(0.5), unit: 'ms' },
    { name: 'webhook_p99', value: at(0.99), unit: 'ms' },
  ]
}

const bench: Bench = {
  name: 'webhooks',
  async run({ quick }) {
    if (!existsSync('.next/prerender-manifest.json'))
      execFileSync('npm', ['run', 'build'], { stdio: ['ignore', 2, 2] })
    const servers = await startServers('bench_webhooks')
    const pool = new Pool({ connectionString: servers.databaseUrl, max: 4 })
    const db = new PrismaClient({ adapter: new PrismaPg(pool) })
    const post = courier(servers.appUrl)
    try {
      return await measure(servers, db, post, quick ? 24 : 48)
    } finally {
      post.close()
      await db.$disconnect()
      await pool.end()
      await servers.close()
    }
  },
}

export default bench

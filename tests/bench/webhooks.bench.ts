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
import { eventsOf } from '@/tests/support/stripe-events'
import { courier, signed, type Courier } from './webhooks/courier'
import { processorSeconds } from './webhooks/processor'
import { renew, subscribe, type Subscriber } from './webhooks/subscribers'

/** Stripe delivers many at once; more than the app has connections for only wait. */
const atOnce = 32
/** Events a second while the answer times are taken. */
const pace = 50

const acts = ({ type }: Stripe.Event): boolean => Object.hasOwn(handlers, type)

/** The processes that share the two cores. */
type Watched = { app: number; sandbox: number; postgres: number }

const processorTimes = ({ app, sandbox, postgres }: Watched) =>
  Promise.all([processorSeconds(app), processorSeconds(sandbox), processorSeconds(postgres)])

/** Everybody has the plan, so many months of it, and a statement that adds up; else the figures mean nothing. */
async function check(
  db: PrismaClient,
  people: readonly Subscriber[],
  months: number,
): Promise<void> {
  const where = { userId: { in: people.map(({ userId }) => userId) } }
  const found = await Promise.all([
    db.userPlan.count({ where: { ...where, planKey: 'pro' } }),
    db.payment.count({ where: { ...where, status: 'paid' } }),
    db.creditAllowance.count({ where: { ...where, sourceKey: { startsWith: 'invoice_line:' } } }),
    db.webhookEvent.count({ where: { status: { notIn: ['processed', 'ignored'] } } }),
    audit(db, {}).then(({ length }) => length),
  ])
  const all = people.length
  const expected = [all, months * all, months * all, 0, 0]
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw new Error(
      `Plans, payments, months, open events and findings: ${found.join(', ')}, not ${expected.join(', ')}.`,
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
  const [{ pid = 0 } = {}] = await db.$queryRaw<{ pid: number }[]>`
    select split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int as pid`
  const watched = { app: servers.app.pid ?? 0, sandbox: servers.sandbox.pid ?? 0, postgres: pid }

  const total = { events: 0, acting: 0, seconds: 0, app: 0, sandbox: 0, postgres: 0 }
  /** One person's events after the other's, as Stripe tells them: what happened at once comes at once. */
  const flood = async (run: () => Promise<unknown>, counted = true) => {
    const events = await eventsOf(stripe, run)
    const letters = signed(events, webhookSecret)
    const before = await processorTimes(watched)
    const seconds = await post.flood(letters, atOnce)
    const after = await processorTimes(watched)
    if (!counted) return
    const [app = 0, sandbox = 0, postgres = 0] = after.map(
      (end, place) => end - (before[place] ?? 0),
    )
    total.events += events.length
    total.acting += events.filter(acts).length
    total.seconds += seconds
    total.app += app
    total.sandbox += sandbox
    total.postgres += postgres
  }

  let people: Subscriber[] = []
  const arrive = async () => (people = await subscribe(stripe, db, count))
  const nextMonth = () => renew(sandboxUrl, people)
  await flood(arrive, false)
  await flood(nextMonth, false)
  await check(db, people, 2)
  await flood(arrive)
  await flood(nextMonth)
  const paced = signed(await eventsOf(stripe, nextMonth), webhookSecret)
  const times = (await post.pace(paced, pace)).toSorted((a, b) => a - b)
  await check(db, people, 3)

  const at = (share: number) => times[Math.ceil(times.length * share) - 1] ?? Number.NaN
  const each = (seconds: number) => (seconds * 1_000) / total.events
  process.stderr.write(
    `  ${total.events} events, of which ${total.acting} act; load ${loadavg()[0]?.toFixed(1)}\n`,
  )
  return [
    { name: 'webhook_throughput', value: total.events / total.seconds, unit: '1/s', floor: 300 },
    { name: 'webhook_cpu_app', value: each(total.app), unit: 'ms' },
    { name: 'webhook_cpu_sandbox', value: each(total.sandbox), unit: 'ms' },
    { name: 'webhook_cpu_postgres', value: each(total.postgres), unit: 'ms' },
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

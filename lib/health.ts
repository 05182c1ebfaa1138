import 'server-only'
import { connect } from 'node:net'
import { clock } from '@/lib/clock'
import { lastAudit } from '@/lib/credits'
import { db } from '@/lib/db'
import { env } from '@/lib/env'

type PartState = 'ok' | 'sandbox' | 'configured' | 'unreachable'
export type Health = {
  status: 'ok' | 'degraded' | 'down'
  database: PartState
  stripe: PartState
  model: PartState
  mail: PartState
  ledger: LedgerState
}

/**
 * What the last audit found. `problems` is for people and takes nothing out of service; `unaudited`: none in the last hour, so
 * the scheduler is probably not calling.
 */
type LedgerState = 'ok' | 'problems' | 'unaudited' | 'unreachable'

/** A load balancer asks often and waits little. Milliseconds. */
const patience = 1_500

const within = <Answer>(work: Promise<Answer>, otherwise: Answer): Promise<Answer> =>
  Promise.race([
    work.catch(() => otherwise),
    new Promise<Answer>((resolve) => setTimeout(resolve, patience, otherwise).unref()),
  ])

const inTime = (work: Promise<unknown>): Promise<boolean> =>
  within(
    work.then(() => true),
    false,
  )

const accepts = (address: string): Promise<boolean> => {
  const { hostname, port } = new URL(address)
  return inTime(
    new Promise<void>((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), timeout: patience })
      socket.once('connect', () => {
        socket.destroy()
        resolve()
      })
      socket.once('error', reject)
      socket.once('timeout', () => socket.destroy(new Error('timeout')))
    }),
  )
}

/** The real services are not asked: a health check must neither cost money nor fail because of their limits. */
async function outside(standIn: string | undefined): Promise<PartState> {
  if (standIn === undefined) return 'configured'
  return (await accepts(standIn)) ? 'sandbox' : 'unreachable'
}

const hour = 60 * 60_000

async function ledger(): Promise<LedgerState> {
  const audit = await lastAudit(db())
  if (!audit?.finishedAt || clock.real().getTime() - audit.finishedAt.getTime() > hour)
    return 'unaudited'
  return audit.problems > 0 ? 'problems' : 'ok'
}

/** The state of each part. `down`: nothing works without the database; `degraded`: a stand-in does not answer. */
export async function health(): Promise<Health> {
  const { STRIPE_API_URL, OPENAI_BASE_URL, SMTP_URL, SANDBOX_URL } = env()
  const [database, stripe, model, mail, ledgerState] = await Promise.all([
    inTime(db().$queryRaw`select 1`),
    outside(STRIPE_API_URL),
    outside(OPENAI_BASE_URL?.startsWith(SANDBOX_URL ?? '?') ? OPENAI_BASE_URL : undefined),
    outside(SANDBOX_URL && isLoopback(SMTP_URL) ? SMTP_URL : undefined),
    within<LedgerState>(ledger(), 'unreachable'),
  ])
  const parts = { stripe, model, mail }
  const degraded = Object.values(parts).includes('unreachable')
  return {
    status: database ? (degraded ? 'degraded' : 'ok') : 'down',
    database: database ? 'ok' : 'unreachable',
    ...parts,
    ledger: ledgerState,
  }
}

const isLoopback = (address: string) =>
  ['localhost', '127.0.0.1'].includes(new URL(address).hostname)

import 'server-only'
import { connect } from 'node:net'
import { db } from '@/lib/db'
import { env } from '@/lib/env'

type PartState = 'ok' | 'sandbox' | 'configured' | 'unreachable'
export type Health = {
  status: 'ok' | 'degraded' | 'down'
  database: PartState
  stripe: PartState
  model: PartState
  mail: PartState
}

/** A load balancer asks often and waits little. Milliseconds. */
const patience = 1_500

const inTime = (work: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    work.then(
      () => true,
      () => false,
    ),
    new Promise<boolean>((resolve) => setTimeout(resolve, patience, false).unref()),
  ])

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

/** The state of each part. `down`: nothing works without the database; `degraded`: a stand-in does not answer. */
export async function health(): Promise<Health> {
  const { STRIPE_API_URL, OPENAI_BASE_URL, SMTP_URL, SANDBOX_URL } = env()
  const [database, stripe, model, mail] = await Promise.all([
    inTime(db().$queryRaw`select 1`),
    outside(STRIPE_API_URL),
    outside(OPENAI_BASE_URL?.startsWith(SANDBOX_URL ?? '?') ? OPENAI_BASE_URL : undefined),
    outside(SANDBOX_URL && isLoopback(SMTP_URL) ? SMTP_URL : undefined),
  ])
  const parts = { stripe, model, mail }
  const degraded = Object.values(parts).includes('unreachable')
  return {
    status: database ? (degraded ? 'degraded' : 'ok') : 'down',
    database: database ? 'ok' : 'unreachable',
    ...parts,
  }
}

const isLoopback = (address: string) =>
  ['localhost', '127.0.0.1'].includes(new URL(address).hostname)

import 'server-only'
import type { ReconcileRun as RunRow } from '@/prisma/generated/client'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { customers } from './customers'
import { duplicates } from './duplicates'
import { examine, type Suspect } from './examine'
import { invoices } from './invoices'
import type { Kind, Scope } from './pages'
import { credits, disputes, refunds } from './returns'
import type { Drift } from './snapshot'
import { subscriptions } from './subscriptions'
import { checkouts, topups } from './topups'

/** `repaired`: by this run. What needs a person is found and left. */
export type Finding = Drift & { repaired: boolean }
export type ReconcileRun = Omit<RunRow, 'findings'> & { findings: Finding[] }

/** In the order in which repairing builds on each other: what was bought before what became of its money. */
const kinds: Record<string, Kind> = {
  customers,
  checkouts,
  subscriptions,
  duplicates,
  invoices,
  topups,
  refunds,
  disputes,
  credits,
}

/** A run keeps so many findings, and counts the rest. */
const kept = 200
const keepDays = 90
/** What a scheduler looks back: bills, payments, refunds and disputes of this time. Subscriptions are all looked at. */
const dailyDays = 35
const dayMs = 24 * 60 * 60 * 1_000

type Asked = { fix: boolean; userId?: string; since?: Date }

/**
 * Compares our tables with Stripe, page by page, and with `fix` repairs what differs by the convergences that events run.
 * What cannot be read is a finding too and does not stop the rest. Keeps the result; answers it with the first 200 findings.
 * Throws what Stripe's lists or the database throw, after keeping that too.
 */
export async function reconcile({ fix, userId, since }: Asked): Promise<ReconcileRun> {
  const { id } = await db().reconcileRun.create({ data: { fix } })
  const tally = { compared: 0, drifts: 0, repaired: 0, findings: [] as Finding[] }
  const end = async (error: string | null) => {
    const data = { ...tally, error, finishedAt: new Date() }
    const row = await db().reconcileRun.update({ where: { id }, data })
    return { ...row, findings: tally.findings }
  }
  const keep = (drift: Drift, repaired: boolean) => {
    tally.drifts += 1
    if (repaired) tally.repaired += 1
    if (tally.findings.length < kept) tally.findings.push({ ...drift, repaired })
  }
  try {
    const scope = await scopeOf({ userId, since })
    for (const look of scope ? Object.values(kinds) : [])
      for await (const { compared, suspects, drifts = [] } of look(scope ?? {})) {
        tally.compared += compared
        for (const { repair, ...drift } of drifts) {
          if (fix) await repair?.()
          keep(drift, fix && repair !== undefined)
        }
        for (const suspect of suspects)
          for (const { repaired, ...drift } of await lookInto(suspect, fix)) keep(drift, repaired)
      }
    return await end(null)
  } catch (error) {
    await end(reasonOf(error))
    throw error
  }
}

/** `null`: a user who never had anything to do with Stripe. */
async function scopeOf({ userId, since }: Omit<Asked, 'fix'>): Promise<Scope | null> {
  const from = since === undefined ? {} : { since: Math.floor(since.getTime() / 1_000) }
  if (userId === undefined) return from
  const owner = await db().billingCustomer.findUnique({ where: { userId } })
  return owner && { ...from, customer: owner.stripeCustomerId }
}

async function lookInto(suspect: Suspect, fix: boolean): Promise<Finding[]> {
  try {
    return (await examine(suspect, fix)).map((drift) => ({ ...drift, repaired: fix }))
  } catch (error) {
    log.warn({ err: error, about: suspect.about }, 'could not be compared with Stripe')
    const drift = { userId: null, what: suspect.about, ours: 'could not be compared' }
    return [{ ...drift, stripe: reasonOf(error), repaired: false }]
  }
}

const reasonOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500)

/**
 * What a scheduler may ask for as often as it likes: once a day it is done, with repairs; after a run that came to no result,
 * at once again. `null`: nothing is due. Forgets runs that found nothing after three months.
 */
export async function reconcileDaily(): Promise<ReconcileRun | null> {
  const today = await db().reconcileRun.findFirst({
    where: { fix: true, finishedAt: { gt: new Date(Date.now() - dayMs) }, error: null },
  })
  if (today || (await db().billingCustomer.count()) === 0) return null
  const before = new Date(Date.now() - keepDays * dayMs)
  await db().reconcileRun.deleteMany({ where: { startedAt: { lt: before }, drifts: 0 } })
  const since = new Date(clock.now().getTime() - dailyDays * dayMs)
  const run = await reconcile({ fix: true, since })
  if (run.drifts > 0)
    log.error({ reconcileRun: run.id, findings: run.findings }, 'our tables differed from Stripe')
  return run
}

/** The last runs, newest first. */
export async function listReconcileRuns(limit: number): Promise<ReconcileRun[]> {
  const rows = await db().reconcileRun.findMany({ orderBy: { startedAt: 'desc' }, take: limit })
  return rows.map((row) => ({ ...row, findings: row.findings as unknown as Finding[] }))
}

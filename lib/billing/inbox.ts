import 'server-only'
import type Stripe from 'stripe'
import type { Prisma } from '@/prisma/generated/client'
import { db, type Db } from '@/lib/db'
import { log } from '@/lib/log'
import { traced } from '@/lib/trace'
import { handlerOf } from './events'
import type { Envelope } from './signature'
import { resolvingDuplicates } from './sync/converge'
import { inTransaction, type Effect } from './sync/effect'

export type Received = { outcome: 'processed' | 'ignored' | 'repeated'; line: string }

/**
 * Takes in a verified event: stores it (a commit of its own, so it cannot be lost), then works on it. A repetition of
 * one that was worked on changes nothing. Throws what the handler threw, with the event kept as failed.
 */
export async function receive(event: Envelope): Promise<Received> {
  const data = {
    id: event.id,
    type: event.type,
    objectId: event.objectId,
    livemode: event.livemode,
    apiVersion: event.apiVersion,
    createdAt: event.createdAt,
    payload: event.payload as Prisma.InputJsonObject,
  }
  await traced('store', {}, () => db().webhookEvent.createMany({ data, skipDuplicates: true }))
  return workOn(event.id)
}

const done = new Set(['processed', 'ignored'])

/**
 * Works on a stored event. Its state, its grants and the event's own status commit together or not at all; of any
 * number of workers on the same event one has the effect and the others find it done.
 */
export async function workOn(eventId: string): Promise<Received> {
  const stored = await db().webhookEvent.findUniqueOrThrow({ where: { id: eventId } })
  if (done.has(stored.status)) return { outcome: 'repeated', line: stored.outcome ?? '' }
  try {
    const handle = handlerOf(stored.type)
    const received = handle
      ? await resolvingDuplicates(async () => {
          const event = stored.payload as unknown as Stripe.Event
          const effect = await traced('re-read', {}, () => handle(event))
          return traced('apply', {}, () =>
            inTransaction((tx) => apply(tx, eventId, 'processed', effect)),
          )
        })
      : await inTransaction((tx) => apply(tx, eventId, 'ignored', nothingToDo))
    log.info({ eventId, type: stored.type, ...received }, 'stripe event')
    return received
  } catch (error) {
    await keepFailure(eventId, error)
    throw error
  }
}

const nothingToDo: Effect = async () => 'stored; nothing acts on this type'

async function apply(
  tx: Db,
  eventId: string,
  outcome: 'processed' | 'ignored',
  effect: Effect,
): Promise<Received> {
  const [claimed] = await tx.$queryRaw<{ status: string; outcome: string | null }[]>`
    select status, outcome from "WebhookEvent" where id = ${eventId} for update`
  if (claimed && done.has(claimed.status))
    return { outcome: 'repeated', line: claimed.outcome ?? '' }
  const line = await effect(tx)
  await tx.$executeRaw`
    update "WebhookEvent"
       set status = ${outcome}, outcome = ${line}, error = null, attempts = attempts + 1,
           "processedAt" = clock_timestamp()
     where id = ${eventId}`
  return { outcome, line }
}

/** The effect is rolled back by now; what remains is the event, why it failed, and how often. */
async function keepFailure(eventId: string, error: unknown): Promise<void> {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  await db().$executeRaw`
    update "WebhookEvent"
       set status = 'failed', error = ${reason.slice(0, 2_000)}, attempts = attempts + 1
     where id = ${eventId} and status not in ('processed', 'ignored')`
}

/** The waits double from a minute on, so that the last try comes about three days after the first, as Stripe's own. */
const firstWaitSeconds = 30
const maxAttempts = 14

/**
 * Works again on events that failed, and on those a crash left as received. Safe to run twice and in two places at
 * once. Answers how many succeeded and how many failed again.
 */
export async function retryFailedEvents({ limit = 50 } = {}) {
  const due = await db().$queryRaw<{ id: string }[]>`
    select id from "WebhookEvent"
     where status in ('failed', 'received') and attempts < ${maxAttempts}
       and "receivedAt" + make_interval(secs => ${firstWaitSeconds} * power(2, greatest(attempts, 1))) < now()
     order by attempts, "receivedAt"
     limit ${limit}`
  let succeeded = 0
  for (const { id } of due)
    try {
      await workOn(id)
      succeeded += 1
    } catch (error) {
      log.warn({ err: error, eventId: id }, 'stripe event failed again')
    }
  return { succeeded, failed: due.length - succeeded }
}

import 'server-only'
import type Stripe from 'stripe'
import type { Prisma } from '@/prisma/generated/client'
import { clock } from '@/lib/clock'
import { db, type Db } from '@/lib/db'
import { log } from '@/lib/log'
import { traced } from '@/lib/trace'
import { handlerOf } from './events'
import type { Envelope } from './signature'
import { resolvingDuplicates } from './sync/converge'
import { inTransaction, type Effect, type Reading } from './sync/effect'
import { inTurn } from './sync/in-turn'

export type Received = { outcome: 'processed' | 'ignored' | 'repeated'; line: string }

/**
 * Takes in a verified event: stores it (a commit of its own, so it cannot be lost), then works on it. A repetition of
 * one that was worked on changes nothing. Throws what the handler threw, with the event kept as failed.
 */
export async function receive(event: Envelope): Promise<Received> {
  const handle = handlerOf(event.type)
  const { id, type } = event
  const fresh = await traced('store', {}, () => isNew(event, handle === null))
  if (!fresh) return workOn(id)
  if (handle) return work(id, type, event.payload, handle)
  return logged(id, type, { outcome: 'ignored', line: nothingToDo })
}

/** Stores an event, at its end at once where nothing acts on its type; answers whether it was not there before. */
async function isNew(event: Envelope, ignored: boolean): Promise<boolean> {
  const { count } = await db().webhookEvent.createMany({
    data: {
      id: event.id,
      type: event.type,
      objectId: event.objectId,
      livemode: event.livemode,
      apiVersion: event.apiVersion,
      createdAt: event.createdAt,
      payload: event.payload as Prisma.InputJsonObject,
      ...(ignored && {
        status: 'ignored',
        outcome: nothingToDo,
        attempts: 1,
        // Machinery, in real time.
        processedAt: clock.real(),
      }),
    },
    skipDuplicates: true,
  })
  return count === 1
}

const done = new Set(['processed', 'ignored'])

/**
 * Works on a stored event. Its state, its grants and the event's own status commit together or not at all; of any
 * number of workers on the same event one has the effect and the others find it done.
 */
export async function workOn(eventId: string): Promise<Received> {
  const stored = await db().webhookEvent.findUniqueOrThrow({ where: { id: eventId } })
  if (done.has(stored.status)) return { outcome: 'repeated', line: stored.outcome ?? '' }
  return work(eventId, stored.type, stored.payload, handlerOf(stored.type))
}

async function work(
  eventId: string,
  type: string,
  payload: unknown,
  handle: ReturnType<typeof handlerOf>,
): Promise<Received> {
  try {
    const received = handle
      ? await resolvingDuplicates(async () => {
          const effect = await traced('re-read', {}, () => handle(payload as Stripe.Event))
          return traced('apply', {}, () =>
            typeof effect === 'string'
              ? finish(db(), eventId, 'processed', effect)
              : settle(eventId, effect),
          )
        })
      : await finish(db(), eventId, 'ignored', nothingToDo)
    return logged(eventId, type, received)
  } catch (error) {
    await keepFailure(eventId, error)
    throw error
  }
}

const nothingToDo = 'stored; nothing acts on this type'

function logged(eventId: string, type: string, received: Received): Received {
  log.info({ eventId, type, ...received }, 'stripe event')
  return received
}

/**
 * An event that says again what has just been written, as most of a payment's do, changes nothing. They arrive together: each
 * waits for the one before it, and mostly finds it written. (Between processes the database's locks do the same, only slower.)
 */
async function settle(eventId: string, effect: Effect): Promise<Received> {
  const { of } = effect
  const write = () => inTransaction((tx) => apply(tx, eventId, effect))
  if (!of) return write()
  return inTurn(of.subscriptionId, async () =>
    (await finishUnchanged(eventId, of)) ? { outcome: 'processed', line: asBefore } : write(),
  )
}

const asBefore = 'as it was read before'

/**
 * Finishes an event whose reading is the one that was written last; answers whether it is. Everything that was read was
 * written in the transaction that kept its digest, so there is nothing to converge, and no lock is held: a later reading may
 * be written meanwhile, and is right. Reconciling and replaying an event do not ask, so they mend what was changed here.
 *
 * The event's row is locked before the subscription's, as in `apply`: the same event may be at work there at this moment, and
 * in the other order each would wait for the other.
 */
async function finishUnchanged(
  eventId: string,
  { subscriptionId, digest, readAt }: Reading,
): Promise<boolean> {
  const count = await db().$executeRaw`
    with claimed as materialized (
      select from "WebhookEvent" where id = ${eventId} and status not in ('processed', 'ignored') for update),
    same as (
      update "Subscription" set "syncedAt" = greatest("syncedAt", ${readAt}::timestamptz)
       where id = ${subscriptionId} and reading = ${digest} and exists (select from claimed)
      returning 1)
    update "WebhookEvent"
       set status = 'processed', outcome = ${asBefore}, error = null, attempts = attempts + 1,
           "processedAt" = clock_timestamp()
     where id = ${eventId} and exists (select from same)`
  return count === 1
}

async function apply(tx: Db, eventId: string, effect: Effect): Promise<Received> {
  const [claimed] = await tx.$queryRaw<{ status: string; outcome: string | null }[]>`
    select status, outcome from "WebhookEvent" where id = ${eventId} for update`
  if (claimed && done.has(claimed.status))
    return { outcome: 'repeated', line: claimed.outcome ?? '' }
  return finish(tx, eventId, 'processed', await effect(tx))
}

/** Notes what came of an event, in one statement: another worker may have been first. */
async function finish(
  db: Db,
  eventId: string,
  outcome: 'processed' | 'ignored',
  line: string,
): Promise<Received> {
  const count = await db.$executeRaw`
    update "WebhookEvent"
       set status = ${outcome}, outcome = ${line}, error = null, attempts = attempts + 1,
           "processedAt" = clock_timestamp()
     where id = ${eventId} and status not in ('processed', 'ignored')`
  return { outcome: count === 1 ? outcome : 'repeated', line }
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

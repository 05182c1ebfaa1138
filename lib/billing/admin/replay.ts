import 'server-only'
import type Stripe from 'stripe'
import { db, type Db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { handlerOf } from '../events'
import { resolvingDuplicates } from '../sync/converge'
import { inTransaction, type Effect } from '../sync/effect'

/**
 * Works on a stored event again, also on one that was worked on: its object is read anew, so the effect is that of an event
 * that arrives now, and where nothing was missed it changes nothing. Answers the line for the log. Throws `not_found`, and
 * what the handler threw, with the event as it was.
 */
export async function replayEvent(id: string): Promise<string> {
  const stored = await db().webhookEvent.findUnique({ where: { id } })
  if (!stored) throw new AppError('not_found', 'There is no such event.')
  const handle = handlerOf(stored.type)
  if (!handle) return `nothing acts on ${stored.type}`
  const line = await resolvingDuplicates(async () => {
    const effect = await handle(stored.payload as unknown as Stripe.Event)
    return inTransaction((tx) => apply(tx, id, effect))
  })
  log.info({ eventId: id, type: stored.type, line }, 'stripe event replayed')
  return line
}

async function apply(tx: Db, id: string, effect: Effect | string): Promise<string> {
  await tx.$queryRaw`select 1 from "WebhookEvent" where id = ${id} for update`
  const line = typeof effect === 'string' ? effect : await effect(tx)
  await tx.$executeRaw`
    update "WebhookEvent"
       set status = 'processed', outcome = ${line}, error = null, attempts = attempts + 1,
           "processedAt" = clock_timestamp()
     where id = ${id}`
  return line
}

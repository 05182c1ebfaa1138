import 'server-only'
import { Stripe } from 'stripe'
import type { OverageReport } from '@/prisma/generated/client'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { stripe } from '../stripe'
import { meterEventName } from './catalogue'

/** While one process sends a row, no other takes it. */
const leaseSeconds = 120
/** Stripe knows an identifier again for a day at least. A row that may have arrived is not sent again after that. */
const identifierLastsMs = 22 * 60 * 60 * 1_000

/**
 * Sends what was noted to Stripe's meter. A row that is sent again counts once, by its identifier. Safe to run in two places
 * at once. Answers how many went out and how many did not.
 */
export async function sendOverage({ limit = 500 } = {}): Promise<{ sent: number; failed: number }> {
  const done = { sent: 0, failed: 0 }
  while (done.sent + done.failed < limit) {
    const [row] = await claim(clock.now())
    if (!row) break
    done[(await send(row)) ? 'sent' : 'failed'] += 1
  }
  return done
}

type Claimed = OverageReport & { stripeCustomerId: string }

const claim = (now: Date) => db().$queryRaw<Claimed[]>`
  update "OverageReport" r
     set attempts = r.attempts + 1, "nextTryAt" = ${now}::timestamptz + make_interval(secs => ${leaseSeconds})
    from "BillingCustomer" c
   where c."userId" = r."userId" and r.id = (
     select id from "OverageReport"
      where "sentAt" is null and "nextTryAt" <= ${now}::timestamptz
      order by "nextTryAt" limit 1
        for update skip locked)
  returning r.*, c."stripeCustomerId"`

async function send(row: Claimed): Promise<boolean> {
  const { id, quantity, occurredAt } = row
  const now = clock.now()
  if (mayHaveArrived(row) && now.getTime() - occurredAt.getTime() > identifierLastsMs) {
    // It may have arrived, and Stripe would not know it again: rather not billed than billed twice.
    log.error(
      { report: id, error: row.error },
      'overage given up: whether it was billed is unknown',
    )
    await db().overageReport.update({
      where: { id },
      data: { sentAt: now, error: `given up; ${row.error ?? 'outcome unknown'}` },
    })
    return false
  }
  try {
    await stripe().billing.meterEvents.create({
      event_name: meterEventName,
      payload: { stripe_customer_id: row.stripeCustomerId, value: String(quantity) },
      identifier: id,
      timestamp: Math.floor(occurredAt.getTime() / 1_000),
    })
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error
    if (!arrivedBefore(error)) return keepFailure(row, error, now)
  }
  await db().overageReport.update({ where: { id }, data: { sentAt: now, error: null } })
  return true
}

/** The answer to an earlier try was lost. */
const arrivedBefore = (error: Stripe.errors.StripeError) =>
  error instanceof Stripe.errors.StripeInvalidRequestError &&
  /already exists with identifier/.test(error.message)

const refused = 'refused: '

/** Tried before, and not each time refused in so many words. */
const mayHaveArrived = ({ attempts, error }: OverageReport) =>
  attempts > 1 && !error?.startsWith(refused)

async function keepFailure(row: Claimed, error: Error, now: Date): Promise<false> {
  log.warn({ err: error, report: row.id, attempts: row.attempts }, 'overage could not be sent')
  const sure = error instanceof Stripe.errors.StripeInvalidRequestError && !mayHaveArrived(row)
  const minutes = Math.min(2 ** (row.attempts - 1), 60)
  await db().overageReport.update({
    where: { id: row.id },
    data: {
      error: `${sure ? refused : 'unknown: '}${error.message}`.slice(0, 500),
      nextTryAt: new Date(now.getTime() + minutes * 60_000),
    },
  })
  return false
}

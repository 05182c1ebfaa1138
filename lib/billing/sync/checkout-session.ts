import 'server-only'
import type Stripe from 'stripe'
import { clock } from '@/lib/clock'
import type { Db } from '@/lib/db'
import { chooseKeptCard } from '../auto-topup/card'
import { goOn } from '../auto-topup/settings'
import { lockOwner } from '../customer'
import { closeOtherTrials } from '../other-trials'
import { idOf, stripe } from '../stripe'
import { readingBegins, type Effect } from './effect'
import { readSubscription } from './subscription'
import { fetchTopup, writeTopup } from './topup'

/**
 * Reads a checkout session with what it led to (the payment of a top-up, or the subscription with its first invoice)
 * and writes all of it together, so that the return page finds the credits the moment it finds "paid".
 */
export async function readCheckoutSession(id: string): Promise<Effect> {
  const readAt = await readingBegins()
  const session = await stripe().checkout.sessions.retrieve(id)
  const bought = await readBought(session, readAt)
  const reached = attemptStatus(session, bought.failed)
  return async (tx) => {
    const line = await bought.write(tx)
    return `session ${id} is ${await writeAttempt(tx, id, reached)}; ${line}`
  }
}

type Bought = { write: Effect; failed: boolean }

async function readBought(session: Stripe.Checkout.Session, readAt: Date): Promise<Bought> {
  const nothing = { write: async () => 'nothing bought', failed: false }
  if (session.status !== 'complete') return nothing
  const subscriptionId = idOf(session.subscription)
  if (subscriptionId) {
    await closeOtherTrials(session.id)
    return { write: await readSubscription(subscriptionId), failed: false }
  }
  const purchase = await fetchTopup(session)
  if (!purchase) return nothing
  const kept = purchase.base === 'paid' && (await chooseKeptCard(session))
  const write: Effect = async (tx) => {
    const owner = await lockOwner(tx, session.customer)
    if (!owner) return 'the customer is none of ours'
    if (kept) await goOn(tx, owner.userId)
    return writeTopup(tx, owner, purchase, readAt)
  }
  return { write, failed: purchase.base === 'failed' }
}

/** An attempt only moves forward: an outdated reading of the session never takes it back. */
const order = { open: 0, pending: 1, failed: 2, expired: 2, paid: 3 } as const
export type AttemptStatus = keyof typeof order

function attemptStatus(session: Stripe.Checkout.Session, failed: boolean): AttemptStatus {
  if (session.status === 'expired') return 'expired'
  if (session.status !== 'complete') return 'open'
  if (session.payment_status !== 'unpaid') return 'paid'
  return failed ? 'failed' : 'pending'
}

async function writeAttempt(tx: Db, sessionId: string, status: AttemptStatus): Promise<string> {
  const [attempt] = await tx.$queryRaw<{ id: string; status: AttemptStatus }[]>`
    select id, status from "CheckoutAttempt" where "stripeSessionId" = ${sessionId} for update`
  if (!attempt) return `${status} and was not opened by us`
  if (order[status] <= order[attempt.status]) return attempt.status
  await tx.checkoutAttempt.update({
    where: { id: attempt.id },
    data: { status, completedAt: status === 'paid' ? clock.now() : undefined },
  })
  return status
}

import 'server-only'
import { db, type Db } from '@/lib/db'
import { lockOwner } from '../customer'
import { idOf } from '../stripe'
import { readingBegins, type Effect } from './effect'
import {
  baseOf,
  factsOf,
  fetchPaymentIntent,
  paymentStatus,
  type IntentReading,
} from './payment-intent'
import { readPayment } from './payment'
import { writeReturns } from './returns'

/**
 * Mirrors refunds and disputes of a payment. One that we have not heard of, or not that it was paid, is read whole, as its own
 * event would: that event may have read it before its money was returned, and write it after this.
 */
export async function readRefundState(
  paymentIntent: string | { id: string } | null,
): Promise<Effect> {
  const id = idOf(paymentIntent)
  if (id === null) return async () => 'a charge without payment intent is none of ours'
  const readAt = await readingBegins()
  const known = await db().payment.findUnique({ where: { paymentIntentId: id } })
  if (!known || baseOf(known.status) !== 'paid') return readPayment(id)
  const intent = await fetchPaymentIntent(id, { everything: true })
  return (tx) => writeRefundState(tx, intent, readAt)
}

async function writeRefundState(tx: Db, intent: IntentReading, readAt: Date): Promise<string> {
  const owner = await lockOwner(tx, intent.customer)
  if (!owner) return `payment intent ${intent.id}: the customer is none of ours`
  const facts = factsOf(intent)
  await tx.$queryRaw`select 1 from "Payment" where "paymentIntentId" = ${intent.id} for update`
  const payment = await tx.payment.findUniqueOrThrow({ where: { paymentIntentId: intent.id } })
  const { id, amountMinor } = payment
  const { refundedMinor } = facts
  const status = paymentStatus(baseOf(payment.status), Number(amountMinor), facts)
  const isStale = payment.syncedAt > readAt
  const written = isStale
    ? payment
    : await tx.payment.update({ where: { id }, data: { status, refundedMinor, syncedAt: readAt } })
  const line = isStale
    ? `payment ${id} is newer than this reading`
    : `payment ${id} is ${status}, refunded ${refundedMinor} of ${amountMinor}`
  return `${line}; ${await writeReturns(tx, owner, written, facts, readAt)}`
}

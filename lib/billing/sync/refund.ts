import 'server-only'
import type { Db } from '@/lib/db'
import { idOf } from '../stripe'
import { clawBackTopup } from './claw-back'
import { readingBegins, type Effect } from './effect'
import {
  factsOf,
  fetchPaymentIntent,
  paymentStatus,
  type BaseStatus,
  type PaymentFacts,
} from './payment-intent'

/** Mirrors refunds and disputes of a payment we know. One we do not know yet is written whole by its own event. */
export async function readRefundState(
  paymentIntent: string | { id: string } | null,
): Promise<Effect> {
  const id = idOf(paymentIntent)
  if (id === null) return async () => 'a charge without payment intent is none of ours'
  const readAt = await readingBegins()
  const facts = factsOf(await fetchPaymentIntent(id))
  return (tx) => writeRefundState(tx, facts, readAt)
}

const paidOnce = new Set(['paid', 'refunded', 'partially_refunded', 'disputed'])

async function writeRefundState(tx: Db, facts: PaymentFacts, readAt: Date): Promise<string> {
  const paymentIntentId = facts.paymentIntentId
  await tx.$queryRaw`
    select 1 from "Payment" where "paymentIntentId" = ${paymentIntentId} for update`
  const payment = await tx.payment.findUnique({ where: { paymentIntentId } })
  if (!payment) return `${paymentIntentId} belongs to no payment of ours yet`
  if (payment.syncedAt > readAt) return `payment ${payment.id} is newer than this reading`
  const base = paidOnce.has(payment.status) ? 'paid' : (payment.status as BaseStatus)
  const status = paymentStatus(base, Number(payment.amountMinor), facts)
  await tx.payment.update({
    where: { id: payment.id },
    data: { status, refundedMinor: facts.refundedMinor, syncedAt: readAt },
  })
  const line = `payment ${payment.id} is ${status}, refunded ${facts.refundedMinor} of ${payment.amountMinor}`
  if (payment.kind !== 'topup') return line
  const { userId } = payment
  const { refundedMinor } = facts
  const amountMinor = Number(payment.amountMinor)
  const credits = await clawBackTopup(tx, { userId, paymentIntentId, refundedMinor, amountMinor })
  return `${line}; ${credits}`
}

import 'server-only'
import type Stripe from 'stripe'
import { z } from 'zod'
import type { AutoTopUpAttempt } from '@/prisma/generated/client'
import { clock } from '@/lib/clock'
import type { Db } from '@/lib/db'
import { lockOwner, type Owner } from '../customer'
import { readingBegins, type Effect } from '../sync/effect'
import { factsOf, fetchPaymentIntent } from '../sync/payment-intent'
import { intentPurchase, writeTopup, writeTopupPayment } from '../sync/topup'
import { lockSetting } from './attempt'
import { mailFailedAttempt } from './mails'
import { afterFailure } from './policy'

/** Beside what every top-up carries: which attempt of ours the payment intent is. */
const attemptMetadata = z.object({ autoTopUpAttempt: z.uuid() })

/** Whether a payment intent is one. Said when it is made and never changed, so that even an old event tells. */
export const isAutoTopUp = ({ metadata }: Pick<Stripe.PaymentIntent, 'metadata'>): boolean =>
  attemptMetadata.safeParse(metadata).success

/**
 * Reads the payment intent of an automatic top-up and returns what it means for the attempt: credits, or a refusal and its
 * consequences. The same whether the answer to our call, an event or the job brings it. `null`: it is none.
 */
export async function readAutoTopUp(paymentIntentId: string): Promise<Effect | null> {
  const readAt = await readingBegins()
  const intent = await fetchPaymentIntent(paymentIntentId)
  const parsed = attemptMetadata.safeParse(intent.metadata)
  if (!parsed.success) return null
  return async (tx) => {
    const owner = await lockOwner(tx, intent.customer)
    if (!owner) return `payment intent ${intent.id}: the customer is none of ours`
    // The setting before the account, as whoever begins an attempt locks them.
    await lockSetting(tx, owner.userId)
    const attempt = await tx.autoTopUpAttempt.findFirst({
      where: { id: parsed.data.autoTopUpAttempt, userId: owner.userId },
    })
    if (!attempt) return `payment intent ${intent.id}: no attempt of ours`
    return writeOutcome(tx, owner, attempt, intent, readAt)
  }
}

async function writeOutcome(
  tx: Db,
  owner: Owner,
  attempt: AutoTopUpAttempt,
  intent: Stripe.PaymentIntent,
  readAt: Date,
): Promise<string> {
  const where = { id: attempt.id }
  const paymentIntentId = intent.id
  if (intent.status === 'succeeded') {
    const line = await writeTopup(tx, owner, intentPurchase(intent, 'paid'), readAt)
    if (attempt.status !== 'succeeded') {
      const data = { status: 'succeeded', failureCode: null, settledAt: clock.now() }
      await tx.autoTopUpAttempt.update({ where, data: { ...data, paymentIntentId } })
      await tx.autoTopUp.updateMany({
        where: { userId: owner.userId },
        data: { failures: 0, nextTryAt: null, updatedAt: clock.now() },
      })
    }
    return line
  }
  const { failure } = factsOf(intent)
  if (failure) {
    await writeTopupPayment(tx, owner, intentPurchase(intent, 'failed'), readAt)
    const advice = intent.last_payment_error?.advice_code ?? null
    return refuse(tx, owner, attempt, { ...failure, advice, paymentIntentId })
  }
  if (intent.status === 'canceled' && attempt.status === 'pending') {
    const data = { status: 'canceled', settledAt: clock.now(), paymentIntentId }
    await tx.autoTopUpAttempt.update({ where, data })
  } else await tx.autoTopUpAttempt.update({ where, data: { paymentIntentId } })
  return `automatic top-up ${attempt.id} is ${intent.status}`
}

export type Refusal = {
  code: string
  message: string
  advice: string | null
  paymentIntentId: string | null
}

/** Ends an attempt that charged nothing: once, with its consequence and its mail. The caller holds the setting's lock. */
export async function refuse(
  tx: Db,
  owner: Owner,
  attempt: AutoTopUpAttempt,
  refusal: Refusal,
): Promise<string> {
  const { code, paymentIntentId } = refusal
  const ended = await tx.autoTopUpAttempt.updateMany({
    where: { id: attempt.id, status: 'pending' },
    data: { status: 'failed', failureCode: code, settledAt: clock.now(), paymentIntentId },
  })
  if (ended.count === 0) return `automatic top-up ${attempt.id} had ended before`
  const setting = await tx.autoTopUp.findUniqueOrThrow({ where: { userId: owner.userId } })
  const consequence = afterFailure(setting.failures, refusal, clock.now())
  await tx.autoTopUp.update({
    where: { userId: owner.userId },
    data: { ...consequence, updatedAt: clock.now() },
  })
  await mailFailedAttempt(tx, owner, attempt, { reason: refusal.message, ...consequence })
  const next = consequence.pausedReason ?? `next not before ${consequence.nextTryAt?.toISOString()}`
  return `automatic top-up ${attempt.id} failed: ${code}; ${next}`
}

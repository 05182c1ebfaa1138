import 'server-only'
import type Stripe from 'stripe'
import type { Payment } from '@/prisma/generated/client'
import { clock } from '@/lib/clock'
import { microCredits, type MicroCredits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'
import type { Owner } from '../customer'
import { mailRefund } from '../mails'
import { fromUnix } from '../stripe'

/** Writes refunds of a payment as just read; answers those that have succeeded since they were last heard of. */
export async function writeRefunds(
  tx: Db,
  owner: Owner,
  payment: Payment,
  refunds: Stripe.Refund[],
  readAt: Date,
): Promise<Stripe.Refund[]> {
  const succeeded: Stripe.Refund[] = []
  for (const refund of refunds) {
    const { id } = refund
    const present = await tx.refund.findUnique({ where: { id } })
    if (present && present.syncedAt > readAt) continue
    const data = {
      userId: owner.userId,
      paymentId: payment.id,
      amountMinor: refund.amount,
      currency: refund.currency,
      status: refund.status ?? 'pending',
      reason: refund.reason,
      failureReason: refund.failure_reason ?? null,
      createdAt: fromUnix(refund.created),
      syncedAt: readAt,
    }
    await tx.refund.upsert({ where: { id }, create: { id, ...data }, update: data })
    if (data.status === 'succeeded' && present?.status !== 'succeeded') succeeded.push(refund)
  }
  return succeeded
}

/** Nobody is told of what they have long seen on their account: a refund found later than this is written, not mailed. */
const newsMs = 7 * 24 * 60 * 60 * 1_000

export async function mailRefunds(
  tx: Db,
  owner: Owner,
  payment: Payment,
  refunds: Stripe.Refund[],
  bought: MicroCredits,
): Promise<void> {
  const total = payment.totalMinor ?? payment.amountMinor
  for (const refund of refunds) {
    if (clock.now().getTime() - refund.created * 1_000 > newsMs) continue
    const taken = total > 0n ? (BigInt(bought) * BigInt(refund.amount)) / total : 0n
    await mailRefund(tx, owner, {
      refundId: refund.id,
      description: payment.description,
      amountMinor: refund.amount,
      currency: refund.currency,
      taken: microCredits(taken),
    })
  }
}

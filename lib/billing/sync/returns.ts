import 'server-only'
import type { Payment } from '@/prisma/generated/client'
import { anyReversed } from '@/lib/credits'
import { microCredits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'
import type { Owner } from '../customer'
import { clawBack } from './claw-back'
import { freezeForDisputes, writeDisputes } from './dispute'
import type { PaymentFacts } from './payment-intent'
import { mailRefunds, writeRefunds } from './refund-rows'

/**
 * Writes what happened to a payment's money after it was paid, and lets credits and account follow. Everything that writes
 * a payment calls it after its grants, so money that was returned before the payment was heard of is not lost. The caller
 * holds the lock on the owner and has written the payment. Answers what the inbox notes.
 */
export async function writeReturns(
  tx: Db,
  owner: Owner,
  payment: Payment,
  { returns }: PaymentFacts,
  readAt: Date,
): Promise<string> {
  const succeeded = returns ? await writeRefunds(tx, owner, payment, returns.refunds, readAt) : []
  if (returns) await writeDisputes(tx, owner, payment, returns.disputes, readAt)
  const credits = await settleReturns(tx, owner.userId, payment)
  await mailRefunds(tx, owner, payment, succeeded, credits.bought)
  return credits.taken > 0 || credits.moved
    ? `${credits.taken} of ${credits.bought} micro-credits taken back in all`
    : 'nothing taken back'
}

/** Freeze and credits as the rows of a payment want them. Nearly always no money ever moved back, nor did a credit. */
export async function settleReturns(tx: Db, userId: string, payment: Payment) {
  const disputes = await tx.dispute.findMany({ where: { paymentId: payment.id } })
  const untouched = disputes.length === 0 && payment.refundedMinor === 0n
  if (untouched && !(await anyReversed(tx, { userId, paidBy: payment.id })))
    return { bought: microCredits(0), taken: microCredits(0), moved: false }
  await freezeForDisputes(tx, userId, disputes)
  return clawBack(tx, payment, disputes)
}

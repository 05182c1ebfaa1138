import 'server-only'
import type Stripe from 'stripe'
import type { Payment } from '@/prisma/generated/client'
import { clock } from '@/lib/clock'
import { freeze, freezesOf, unfreeze, type FreezeCause } from '@/lib/credits'
import type { Db } from '@/lib/db'
import type { Owner } from '../customer'
import { mailDisputeClosed, mailDisputeOpened } from '../mails'
import { fromUnix, fromUnixOrNull } from '../stripe'
import { disputePolicy } from './dispute-policy'

/** Whether the money is away now: what was withdrawn for the dispute against what was reinstated. */
const fundsWithdrawn = ({ balance_transactions }: Stripe.Dispute): boolean =>
  balance_transactions.reduce((sum, { amount }) => sum + amount, 0) < 0

/** Writes disputes of a payment as just read, and tells the user when one opens or is decided. */
export async function writeDisputes(
  tx: Db,
  owner: Owner,
  payment: Payment,
  disputes: Stripe.Dispute[],
  readAt: Date,
): Promise<void> {
  for (const dispute of disputes) {
    const { id, status } = dispute
    const present = await tx.dispute.findUnique({ where: { id } })
    if (present && present.syncedAt > readAt) continue
    const { freezes, decided } = disputePolicy(status)
    const froze = present !== null && disputePolicy(present.status).freezes
    const data = {
      userId: owner.userId,
      paymentId: payment.id,
      amountMinor: dispute.amount,
      currency: dispute.currency,
      status,
      reason: dispute.reason,
      fundsWithdrawn: fundsWithdrawn(dispute),
      evidenceDueBy: fromUnixOrNull(dispute.evidence_details.due_by),
      createdAt: fromUnix(dispute.created),
      closedAt: decided === null ? null : (present?.closedAt ?? clock.now()),
      syncedAt: readAt,
    }
    await tx.dispute.upsert({ where: { id }, create: { id, ...data }, update: data })
    const about = {
      disputeId: id,
      description: payment.description,
      amountMinor: dispute.amount,
      currency: dispute.currency,
    }
    if (freezes) await mailDisputeOpened(tx, owner, about)
    else if (froze && decided)
      await mailDisputeClosed(tx, owner, { ...about, won: decided === 'won' })
  }
}

export const causeOf = (disputeId: string): FreezeCause => `dispute:${disputeId}`

/** Freezes the account for the payment's disputes that run, and for no others: from the rows, whichever reading wrote them. */
export async function freezeForDisputes(
  tx: Db,
  userId: string,
  disputes: { id: string; status: string; reason: string }[],
): Promise<void> {
  if (disputes.length === 0) return
  const causes = new Set((await freezesOf(tx, userId)).map(({ cause }) => cause))
  for (const { id, status, reason } of disputes) {
    const cause = causeOf(id)
    const { freezes } = disputePolicy(status)
    if (freezes && !causes.has(cause)) await freeze(tx, { userId, cause, note: reason })
    if (!freezes && causes.has(cause)) await unfreeze(tx, { userId, cause })
  }
}

import 'server-only'
import type { Dispute, Payment } from '@/prisma/generated/client'
import { reversePayment } from '@/lib/credits'
import type { MicroCredits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'

/** What changes of plan have taken back of the same grants; a refund comes on top of it. */
async function withdrawals(tx: Db, userId: string): Promise<Map<string, bigint>> {
  const sums = await tx.planWithdrawal.groupBy({
    by: ['sourceKey'],
    where: { userId },
    _sum: { amount: true },
  })
  return new Map(sums.map(({ sourceKey, _sum }) => [sourceKey, _sum.amount ?? 0n]))
}

/** The money that is gone: refunded in all, and withdrawn for disputes; never more than was paid. */
function returnedOf(payment: Payment, disputes: Dispute[]): bigint {
  const withdrawn = disputes.filter(({ fundsWithdrawn }) => fundsWithdrawn)
  const sum = withdrawn.reduce(
    (total, { amountMinor }) => total + amountMinor,
    payment.refundedMinor,
  )
  return sum < payment.amountMinor ? sum : payment.amountMinor
}

/**
 * Takes back of a payment's credits the part whose money was returned, or gives back what a failed refund or a won dispute
 * returned to us. Computed from the rows as they stand, so it does not matter which news wrote them, in which order. The
 * part is of what was billed: tax is in both figures, and what a balance kept at Stripe paid stays bought.
 */
export async function clawBack(
  tx: Db,
  payment: Payment,
  disputes: Dispute[],
): Promise<{ bought: MicroCredits; taken: MicroCredits; moved: boolean }> {
  const total = payment.totalMinor ?? payment.amountMinor
  const returned = returnedOf(payment, disputes)
  return reversePayment(tx, {
    userId: payment.userId,
    paidBy: payment.id,
    returned,
    of: total > payment.amountMinor ? total : payment.amountMinor,
    besides: await withdrawals(tx, payment.userId),
    detail: { refundedMinor: Number(returned) },
  })
}

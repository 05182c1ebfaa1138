import { audit, readBalance } from '@/lib/credits'
import type { User } from '@/prisma/generated/client'
import type { BillingWorld } from '../billing'

const sorted = (values: string[]) => values.toSorted()

/**
 * Where a history ends, without ids and times. The balance less the debt: whether what was spent is owed or was paid by
 * credits that had arrived depends on when they arrived, not what is left in all.
 */
export async function outcomeOf({ db }: BillingWorld, user: User) {
  const where = { userId: user.id }
  const [balance, plan, subscriptions, payments, refunds, disputes, grants, rights, drift] =
    await Promise.all([
      readBalance(db, user.id),
      db.userPlan.findUnique({ where }),
      db.subscription.findMany({ where }),
      db.payment.findMany({ where }),
      db.refund.findMany({ where }),
      db.dispute.findMany({ where }),
      db.creditGrant.findMany({
        where: { ...where, NOT: { sourceKey: { contains: 'reinstated' } } },
      }),
      db.creditAllowance.findMany({ where }),
      audit(db, { userId: user.id }),
    ])
  return {
    net: balance.available - balance.debt,
    frozen: balance.frozen,
    plan: plan?.planKey ?? 'free',
    subscriptions: sorted(
      subscriptions.map((row) => `${row.planKey} ${row.status} ${row.cancelAtPeriodEnd}`),
    ),
    payments: sorted(
      payments.map((row) => `${row.itemKey} ${row.status} ${row.amountMinor} ${row.refundedMinor}`),
    ),
    refunds: sorted(refunds.map((row) => `${row.status} ${row.amountMinor}`)),
    disputes: sorted(
      disputes.map((row) => `${row.status} ${row.amountMinor} ${row.fundsWithdrawn}`),
    ),
    grants: sorted(grants.map((row) => `${row.kind} ${row.granted} ${row.reversed}`)),
    rights: sorted(rights.map((row) => `${row.amount} ${row.paused} ${row.reversed}`)),
    drift,
  }
}

export type Outcome = Awaited<ReturnType<typeof outcomeOf>>

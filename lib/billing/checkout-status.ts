import 'server-only'
import type { CheckoutAttempt } from '@/prisma/generated/client'
import { packs, plans, type PackKey, type PlanKey } from '@/lib/catalogue'
import { readBalance } from '@/lib/credits'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import type { AttemptStatus } from './sync/checkout-session'

const shown: Record<AttemptStatus, 'pending' | 'paid' | 'failed' | 'expired'> = {
  open: 'pending',
  pending: 'pending',
  paid: 'paid',
  failed: 'failed',
  expired: 'expired',
}

/** A trial brings its own credits; the plan's come with the first payment. */
function planItem({ itemKey, trial }: CheckoutAttempt) {
  const plan = plans[itemKey as PlanKey]
  return {
    planKey: itemKey as PlanKey,
    credits: trial ? (plan.trial?.credits ?? 0) : plan.creditsPerMonth,
    trial,
  }
}

/**
 * What became of a checkout, for the page the buyer returns to. Reads what the webhooks have written and nothing else:
 * until they arrive it is pending, whatever Stripe already knows. `credits` are whole credits, `balance` is in
 * micro-credits. Throws `not_found` for a session that this user did not open.
 */
export async function checkoutStatus(userId: string, sessionId: string) {
  const attempt =
    /^cs_\w+$/.test(sessionId) &&
    (await db().checkoutAttempt.findFirst({ where: { userId, stripeSessionId: sessionId } }))
  if (!attempt) throw new AppError('not_found', 'There is no such checkout.')
  const item =
    attempt.kind === 'topup'
      ? { credits: packs[attempt.itemKey as PackKey].credits }
      : planItem(attempt)
  return {
    status: shown[attempt.status as AttemptStatus],
    ...item,
    balance: { userId, ...(await readBalance(db(), userId)) },
  }
}

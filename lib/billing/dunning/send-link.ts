import 'server-only'
import { afterResponse } from '@/lib/after'
import { plans, type PaidPlanKey } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { flushOutbox } from '@/lib/email/outbox'
import { AppError } from '@/lib/errors'
import { mailPayLink } from './mails'
import { payUrl } from './pay-link'

async function openCase(userId: string, invoiceId: string) {
  const row = await db().dunningCase.findFirst({
    where: { id: invoiceId, userId, closedAt: null },
  })
  if (!row) throw new AppError('not_found', 'This payment is not open any more.')
  return row
}

/** The address of the page that pays an unpaid renewal of the user's. Throws `not_found` for one that is not open. */
export async function recoveryLink(userId: string, invoiceId: string): Promise<string> {
  return payUrl((await openCase(userId, invoiceId)).id)
}

const hourMs = 60 * 60 * 1_000

/**
 * Mails that address to the user's own, at most once an hour. Answers where it goes. Throws `not_found` for a renewal that is
 * not open.
 */
export async function sendRecoveryLink(userId: string, invoiceId: string): Promise<{ to: string }> {
  const row = await openCase(userId, invoiceId)
  const [{ email }, { planKey }] = await Promise.all([
    db().user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } }),
    db().subscription.findUniqueOrThrow({
      where: { id: row.subscriptionId },
      select: { planKey: true },
    }),
  ])
  const hour = Math.floor(clock.now().getTime() / hourMs)
  await mailPayLink(db(), {
    to: email,
    row,
    planName: plans[planKey as PaidPlanKey].name,
    dedupeKey: `recovery_link:${invoiceId}:${hour}`,
  })
  afterResponse(() => flushOutbox())
  return { to: email }
}

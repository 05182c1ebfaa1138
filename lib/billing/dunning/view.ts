import 'server-only'
import type { DunningCase } from '@/prisma/generated/client'
import { plans, type PaidPlanKey } from '@/lib/catalogue'
import { db } from '@/lib/db'
import { policyOf } from '../access'
import { isTriedAgain } from '../declines'
import { readPayToken } from './pay-link'
import { reasonOf } from './reason'
import { stages, suspendedFrom, type StageKey } from './stages'

const view = (row: DunningCase, plan: { planKey: string; status: string } | undefined) => {
  const stage = row.stage as StageKey
  const planName = plan ? plans[plan.planKey as PaidPlanKey].name : 'your'
  return {
    invoiceId: row.id,
    stage,
    planName,
    keepsPlan: stages[stage].keepsPlan,
    suspended: stages[stage].suspends,
    /** Stripe has given the subscription up: paying does not bring it back. */
    planEnded: plan !== undefined && !policyOf(plan.status).alive,
    amountMinor: Number(row.amountMinor),
    currency: row.currency,
    reason: reasonOf(row),
    needsAction: row.needsAction,
    since: row.openedAt.toISOString(),
    retryAt: row.nextAttemptAt?.toISOString() ?? null,
    /** Whether that try is made with the card that failed, and not only with another one. */
    sameCard: isTriedAgain(row.declineCode),
    suspendsAt: suspendedFrom(row.openedAt).toISOString(),
    hostedInvoiceUrl: row.hostedInvoiceUrl,
  }
}

/** What stands unpaid, in full words and without codes. Times are ISO 8601, amounts in the smallest unit. */
export type Owed = ReturnType<typeof view>

const planOf = (id: string) =>
  db().subscription.findUnique({ where: { id }, select: { planKey: true, status: true } })

/** The user's unpaid renewals, the oldest first: it is the furthest on. */
export async function owedBy(userId: string): Promise<Owed[]> {
  const rows = await db().dunningCase.findMany({
    where: { userId, closedAt: null },
    orderBy: { openedAt: 'asc' },
  })
  return Promise.all(
    rows.map(async (row) => view(row, (await planOf(row.subscriptionId)) ?? undefined)),
  )
}

export type PayPage =
  | { state: 'invalid' | 'expired' }
  | { state: 'closed'; paid: boolean; planName: string; amountMinor: number; currency: string }
  | { state: 'open'; owed: Owed }

/** What the page behind a mailed link shows: the one invoice its token names, and nothing else of the account. */
export async function payPage(token: string): Promise<PayPage> {
  const read = readPayToken(token)
  if (read.state !== 'valid') return { state: read.state }
  const row = await db().dunningCase.findUnique({ where: { id: read.invoiceId } })
  if (!row) return { state: 'invalid' }
  const owed = view(row, (await planOf(row.subscriptionId)) ?? undefined)
  if (row.closedAt === null) return { state: 'open', owed }
  const { planName, amountMinor, currency } = owed
  return { state: 'closed', paid: row.closedBy === 'paid', planName, amountMinor, currency }
}

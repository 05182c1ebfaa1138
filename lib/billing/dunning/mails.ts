import 'server-only'
import type { DunningCase } from '@/prisma/generated/client'
import type { Db } from '@/lib/db'
import { enqueueMail } from '@/lib/email/outbox'
import { env } from '@/lib/env'
import type { Owner } from '../customer'
import { isTriedAgain } from '../declines'
import { payUrl } from './pay-link'
import { reasonOf } from './reason'
import { stages, type StageKey } from './stages'

/** Each stage of a case is mailed once; one that was passed over while nobody heard from Stripe is not. */
export async function mailStage(
  tx: Db,
  owner: Owner,
  { row, planName }: { row: DunningCase; planName: string },
): Promise<void> {
  const { mail } = stages[row.stage as StageKey]
  await mailPayLink(tx, { to: owner.email, row, planName, dedupeKey: `${mail}:${row.id}` })
}

/** What the stage of a case says, with the link that pays it. */
export async function mailPayLink(
  tx: Db,
  {
    to,
    row,
    planName,
    dedupeKey,
  }: { to: string; row: DunningCase; planName: string; dedupeKey: string },
): Promise<void> {
  await enqueueMail(tx, {
    dedupeKey,
    to,
    template: stages[row.stage as StageKey].mail,
    props: {
      planName,
      amountMinor: Number(row.amountMinor),
      currency: row.currency,
      reason: reasonOf(row),
      retryAt: row.nextAttemptAt?.toISOString() ?? null,
      sameCard: isTriedAgain(row.declineCode),
      payUrl: payUrl(row.id),
    },
  })
}

/** All is undone: said once, and in place of what would have confirmed the renewal. */
export async function mailRecovered(
  tx: Db,
  owner: Owner,
  paid: {
    invoiceId: string
    planName: string
    amountMinor: number
    currency: string
    planBack: boolean
    renewsAt: string | null
    receiptUrl: string | null
  },
): Promise<void> {
  const { invoiceId, ...props } = paid
  await enqueueMail(tx, {
    dedupeKey: `dunning_recovered:${invoiceId}`,
    to: owner.email,
    template: 'dunning_recovered',
    props: { ...props, appUrl: env().APP_URL },
  })
}

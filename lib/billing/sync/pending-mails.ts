import 'server-only'
import type Stripe from 'stripe'
import type { Subscription } from '@/prisma/generated/client'
import { plans, type PaidPlanKey } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import type { Db } from '@/lib/db'
import { enqueueMail } from '@/lib/email/outbox'
import { env } from '@/lib/env'
import type { Owner } from '../customer'
import type { SoldPlan } from '../prices'
import type { Waiting } from './waiting'

const nameOf = (planKey: string) => plans[planKey as PaidPlanKey].name

type Step = {
  subscriptionId: string
  /** The row as it was before this reading. */
  before: Subscription | null
  sold: SoldPlan
  waiting: Waiting
  latest: Stripe.Invoice | null
}

/** Says once that an upgrade waits for its payment, and once that it lapsed: whichever event brought the news. */
export async function mailPendingUpgrade(tx: Db, owner: Owner, step: Step): Promise<void> {
  const { subscriptionId, before, sold, waiting, latest } = step
  const currentPlanName = nameOf(sold.planKey)
  const { pendingPlanKey, pendingUntil, pendingInvoiceUrl } = waiting
  if (pendingPlanKey && pendingUntil && pendingInvoiceUrl && latest?.status === 'open')
    await enqueueMail(tx, {
      dedupeKey: `upgrade_pending:${latest.id}`,
      to: owner.email,
      template: 'upgrade_pending',
      props: {
        planName: nameOf(pendingPlanKey),
        currentPlanName,
        amountMinor: latest.amount_remaining,
        currency: latest.currency,
        url: pendingInvoiceUrl,
        until: new Date(pendingUntil).toISOString(),
      },
    })
  if (lapsed(step) && before?.pendingPlanKey)
    await enqueueMail(tx, {
      dedupeKey: `upgrade_lapsed:${subscriptionId}:${before.pendingUntil?.toISOString()}`,
      to: owner.email,
      template: 'upgrade_lapsed',
      props: { planName: nameOf(before.pendingPlanKey), currentPlanName, appUrl: env().APP_URL },
    })
}

/** It waited, its time is over, and it did not come. */
function lapsed({ before, sold, waiting }: Step): boolean {
  if (!before?.pendingPlanKey || !before.pendingUntil || waiting.pendingPlanKey) return false
  const came = before.pendingPlanKey === sold.planKey && before.pendingInterval === sold.interval
  return !came && before.pendingUntil <= clock.now()
}

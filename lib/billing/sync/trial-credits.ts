import 'server-only'
import type Stripe from 'stripe'
import { plans } from '@/lib/catalogue'
import { grant } from '@/lib/credits'
import { credits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'
import type { Owner } from '../customer'
import type { SoldPlan } from '../prices'
import { fromUnix } from '../stripe'

/** One trial for each user: its credits have one key, whatever subscription brings it. */
const trialKey = 'trial'

/** The credits of a running trial, until it ends. The plan's own come with the first payment and not before. */
export async function writeTrial(
  tx: Db,
  owner: Owner,
  { status, trial_end: end }: Stripe.Subscription,
  { planKey }: SoldPlan,
): Promise<void> {
  const { trial, name } = plans[planKey]
  if (status !== 'trialing' || end === null || trial === null) return
  await grant(tx, {
    userId: owner.userId,
    kind: 'promo',
    sourceKey: trialKey,
    amount: credits(trial.credits),
    expiresAt: fromUnix(end),
    reason: `Trial of ${name}`,
  })
}

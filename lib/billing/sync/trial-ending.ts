import 'server-only'
import { plans } from '@/lib/catalogue'
import { enqueueMail } from '@/lib/email/outbox'
import { env } from '@/lib/env'
import { lockOwner } from '../customer'
import { fromUnix, stripe } from '../stripe'
import type { Effect } from './effect'
import { readSubscription } from './subscription'
import { planItem } from './waiting'

/** Reads a subscription whose trial is about to end, and decides on the mail that says what will be charged. */
export async function readTrialEnding(id: string): Promise<Effect> {
  const [write, subscription] = await Promise.all([
    readSubscription(id),
    stripe().subscriptions.retrieve(id),
  ])
  const plan = planItem(subscription.items.data)
  const { trial_end: end, status, cancel_at: cancelAt } = subscription
  const goesOn = status === 'trialing' && cancelAt === null
  return async (tx) => {
    const line = await write(tx)
    const owner = await lockOwner(tx, subscription.customer)
    if (!owner || !plan || end === null || !goesOn) return line
    await enqueueMail(tx, {
      dedupeKey: `trial_ending:${id}:${end}`,
      to: owner.email,
      template: 'trial_ending',
      props: {
        planName: plans[plan.sold.planKey].name,
        endsAt: fromUnix(end).toISOString(),
        amountMinor: plan.item.price.unit_amount ?? 0,
        currency: plan.item.price.currency,
        interval: plan.sold.interval,
        appUrl: env().APP_URL,
      },
    })
    return `${line}; said that the trial ends`
  }
}

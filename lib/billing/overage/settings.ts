import 'server-only'
import { z } from 'zod'
import type Stripe from 'stripe'
import { plans, type PaidPlanKey } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { bucketsUnder } from '@/lib/credits'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { priceIdFor } from '../prices'
import { onBehalf, stripe } from '../stripe'
import { converge } from '../sync/converge'
import { inTransaction } from '../sync/effect'
import { readSubscription } from '../sync/subscription'
import { overageLookupKey, overagePrice } from './catalogue'
import { disable, refit } from './refit'
import { runningPeriod } from './period'

/** What the form sends: a cap of the user's own, in the smallest unit, and the consent; never a price. */
export const overageForm = z.object({
  capMinor: z.coerce
    .number('An amount, please.')
    .int('An amount, please.')
    .min(1_00, 'At least 1.')
    .max(100_000_00, 'At most 100,000.'),
  consent: z.literal('on', 'Please agree to the charges first.'),
})

const nothing = 'Nothing was charged.'

/**
 * Lets a user go on past their balance, up to a cap each period, or changes the cap, at once. The price is that of the plan now,
 * or the one agreed to before while usage at it is still to be billed. Throws `conflict` where it is not offered.
 */
export async function saveOverage(userId: string, capMinor: number): Promise<void> {
  const offered = await overageOffer(userId)
  if ('reason' in offered) throw new AppError('conflict', `${offered.reason} ${nothing}`)
  const before = await db().overage.findUnique({ where: { userId } })
  const version = before?.updatedAt.getTime() ?? 0
  const item = await onBehalf(ensureItem(offered, version, await mayChangePrice(userId, before)))
  const perThousandMinor = overagePrice(item.price)
  if (perThousandMinor === null) throw new Error(`${item.id} sells no overage`)
  // A reading from before the item was there must not be written after this.
  await onBehalf(converge(() => readSubscription(offered.subscriptionId)))
  const now = clock.now()
  const data = {
    enabled: true,
    capMinor: BigInt(capMinor),
    perThousandMinor: BigInt(perThousandMinor),
    subscriptionId: offered.subscriptionId,
    itemId: item.id,
    consentedAt: now,
    updatedAt: now,
  }
  await inTransaction(async (tx) => {
    await tx.overage.upsert({ where: { userId }, create: { userId, ...data }, update: data })
    await refit(tx, userId)
  })
}

/**
 * Nothing more is spent past the balance from now on; what was, comes on the next invoice. The item stays on the subscription,
 * costs nothing when nothing is used, and bills what was.
 */
export async function turnOffOverage(userId: string): Promise<void> {
  await inTransaction((tx) => disable(tx, userId))
}

export type Offer =
  { subscriptionId: string; plan: PaidPlanKey; perThousandMinor: number } | { reason: string }

/** What overage costs on the user's plan, or why it is not offered. */
export async function overageOffer(userId: string): Promise<Offer> {
  const row = await db().subscription.findFirst({
    where: { userId, status: { in: ['active', 'trialing', 'past_due', 'unpaid'] } },
    orderBy: { createdAt: 'asc' },
  })
  if (!row) return { reason: 'Overage comes with a monthly plan.' }
  const plan = row.planKey as PaidPlanKey
  const perThousandMinor: number | null = plans[plan].overagePerThousand
  if (perThousandMinor === null) return { reason: `Overage is not offered on ${plans[plan].name}.` }
  if (row.interval !== 'month')
    return { reason: 'Overage is billed monthly, so yearly plans do not have it.' }
  if (row.status === 'trialing') return { reason: 'Overage begins when the trial is over.' }
  if (row.status !== 'active') return { reason: 'A renewal is unpaid. Overage waits for it.' }
  if (row.scheduleId) return { reason: 'A change of plan is planned. Undo it, or wait for it.' }
  return { subscriptionId: row.id, plan, perThousandMinor }
}

/** Stripe bills a period's usage at one price: it changes only while there is none. */
async function mayChangePrice(
  userId: string,
  before: { userId: string; subscriptionId: string } | null,
): Promise<boolean> {
  const period = before && (await runningPeriod(db(), before))
  if (!period) return true
  const buckets = await bucketsUnder(db(), userId, period.prefix)
  return buckets.every(({ burned, remaining, granted, reversed }) => {
    const held = granted - reversed - remaining - burned
    return burned === 0 && held === 0
  })
}

/** The item of the subscription that bills overage. Clicks at once have seen the same `version` and make one. */
async function ensureItem(
  offer: Exclude<Offer, { reason: string }>,
  version: number,
  mayChange: boolean,
): Promise<Stripe.SubscriptionItem> {
  const { subscriptionId, plan, perThousandMinor } = offer
  const subscription = await stripe().subscriptions.retrieve(subscriptionId)
  const present = subscription.items.data.find(({ price }) => overagePrice(price) !== null)
  if (present && (!mayChange || overagePrice(present.price) === perThousandMinor)) return present
  const price = await priceIdFor(overageLookupKey(plan))
  const changed = await stripe().subscriptions.update(
    subscriptionId,
    {
      items: [present ? { id: present.id, price } : { price }],
      proration_behavior: 'none',
    },
    { idempotencyKey: `overage:${subscriptionId}:${price}:${version}` },
  )
  const item = changed.items.data.find(({ price: { id } }) => id === price)
  if (!item) throw new Error(`${subscriptionId} did not take the price ${price}`)
  return item
}

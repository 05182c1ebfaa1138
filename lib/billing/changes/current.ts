import 'server-only'
import type Stripe from 'stripe'
import type { Subscription } from '@/prisma/generated/client'
import { plans } from '@/lib/catalogue'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { aliveStatuses } from '../access'
import type { SoldPlan } from '../prices'
import { onBehalf, stripe } from '../stripe'
import { planItem } from '../sync/waiting'
import { directionOf, type Direction } from './direction'
import type { ChangeTarget } from './target'

/** The user's subscription as Stripe knows it now. Throws `not_found` without one, or when `id` is another's. */
export async function ownSubscription(
  userId: string,
  id?: string,
): Promise<{ row: Subscription; subscription: Stripe.Subscription }> {
  const row = await db().subscription.findFirst({
    where: { userId, id, status: { in: aliveStatuses } },
    orderBy: { createdAt: 'asc' },
  })
  if (!row) throw new AppError('not_found', 'There is no such subscription.')
  return { row, subscription: await onBehalf(stripe().subscriptions.retrieve(row.id)) }
}

export type Change = {
  subscription: Stripe.Subscription
  item: Stripe.SubscriptionItem
  from: SoldPlan
  to: SoldPlan
  direction: Direction
}

/** What a change to this plan would be. Throws `not_found` without a subscription. */
export async function changeTo(
  userId: string,
  { plan, interval }: ChangeTarget,
  id?: string,
): Promise<Change> {
  const { subscription } = await ownSubscription(userId, id)
  const present = planItem(subscription.items.data)
  if (!present)
    throw new AppError('conflict', `This subscription cannot be changed here. ${nothing}`)
  const to = { planKey: plan, interval }
  const { item, sold: from } = present
  return { subscription, item, from, to, direction: directionOf(from, to) }
}

const nothing = 'Nothing was charged.'

/** Refuses what has to be settled first. Throws `conflict` with what to do. */
export function assertChangeable({ subscription, from, direction }: Change): void {
  const { status, cancel_at: cancelAt, schedule } = subscription
  const { name } = plans[from.planKey]
  const refuse = (sentence: string) => {
    throw new AppError('conflict', `${sentence} ${nothing}`, {
      details: { billingUrl: '/billing' },
    })
  }
  if (status !== 'active' && status !== 'trialing')
    refuse(`The last payment for ${name} is still open. Pay it first, then change the plan.`)
  if (cancelAt !== null)
    refuse(`${name} is cancelled to a date. Resume it first, then change the plan.`)
  if (direction === 'upgrade' && schedule)
    refuse('Another change of plan is already planned. Undo it first.')
  if (direction === 'downgrade' && status === 'trialing')
    refuse(
      'During the trial you can cancel, or move to a larger plan. Other changes can wait until it is over.',
    )
}

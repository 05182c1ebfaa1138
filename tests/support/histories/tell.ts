import type { Stripe } from 'stripe'
import type { User } from '@/prisma/generated/client'
import type { BillingWorld } from '../billing'
import { leversOf } from '../levers'
import { courier, plain, type Post } from './courier'
import { outcomeOf, type Outcome } from './outcome'
import type { Story } from './stories'

export type Told = { user: User; events: Stripe.Event[]; outcome: Outcome }

/** Lives a story from the start; news of it arrives by the post while it goes on. What was lost is reconciled at the end. */
export async function live(world: BillingWorld, story: Story, post: Post = plain): Promise<Told> {
  const user = await world.newUser()
  const bringing = courier(world, post)
  const events: Stripe.Event[] = []
  const [{ id: last } = {}] = (await world.stripe.events.list({ limit: 1 })).data
  const since = async () => {
    const page = world.stripe.events.list({ ...(last && { ending_before: last }), limit: 100 })
    const all = (await page.autoPagingToArray({ limit: 1_000 })).toSorted(byAge)
    events.splice(0, events.length, ...all)
    return events
  }
  const hear = async () => bringing.take(await since())
  await story.tell({ world, levers: leversOf(world), user, hear })
  await hear()
  if (await bringing.finish()) await world.reconcile({ fix: true, userId: user.id })
  return { user, events, outcome: await outcomeOf(world, user) }
}

/** Events of one second are in no order that their times tell: the list's is kept. */
const byAge = (a: Stripe.Event, b: Stripe.Event) => a.created - b.created

/**
 * Tells a lived story once more to an app that knows nothing of it: the customer becomes somebody else's, and the same events
 * arrive by another post.
 */
export async function tellAgain(world: BillingWorld, told: Told, post: Post): Promise<Told> {
  const { db } = world
  const user = await world.newUser()
  const [where, to] = [{ userId: told.user.id }, { userId: user.id }]
  await db.$transaction([
    db.refund.deleteMany({ where }),
    db.dispute.deleteMany({ where }),
    db.dunningCase.deleteMany({ where }),
    db.planWithdrawal.deleteMany({ where }),
    db.payment.deleteMany({ where }),
    db.subscription.deleteMany({ where }),
    db.userPlan.deleteMany({ where }),
    db.webhookEvent.deleteMany({ where: { id: { in: told.events.map(({ id }) => id) } } }),
    db.checkoutAttempt.updateMany({ where, data: { ...to, status: 'open', completedAt: null } }),
    db.billingCustomer.update({ where, data: to }),
  ])
  const bringing = courier(world, post)
  await bringing.take(told.events)
  if (await bringing.finish()) await world.reconcile({ fix: true, userId: user.id })
  return { user, events: told.events, outcome: await outcomeOf(world, user) }
}

import 'server-only'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { aliveStatuses } from '../access'
import { lockOwner, noCard } from '../customer'
import { stripe } from '../stripe'
import type { Effect } from './effect'
import { readSubscription } from './subscription'

/**
 * A customer was deleted at Stripe, which ends its subscriptions. They are read once more while we still know whose they
 * are; the user's next purchase makes another customer. Credits, payments and what may still come back of them stay.
 */
export async function readCustomerGone(customerId: string): Promise<Effect> {
  const customer = await stripe().customers.retrieve(customerId)
  if (!customer.deleted) return async () => `customer ${customerId} is not deleted`
  const known = await db().billingCustomer.findUnique({ where: { stripeCustomerId: customerId } })
  if (!known) return async () => `${customerId} is none of ours`
  const alive = await db().subscription.findMany({
    where: { userId: known.userId, status: { in: aliveStatuses } },
  })
  const ended = await Promise.all(alive.map(({ id }) => readSubscription(id)))
  return async (tx) => {
    const lines: string[] = []
    for (const write of ended) lines.push(await write(tx))
    const owner = await lockOwner(tx, customerId)
    if (!owner) return `${customerId} was replaced meanwhile`
    await tx.billingCustomer.updateMany({
      where: { stripeCustomerId: customerId, deletedAt: null },
      data: { ...noCard, deletedAt: clock.now() },
    })
    log.warn({ customerId, userId: owner.userId }, 'a customer was deleted at Stripe')
    return [...lines, `customer ${customerId} is deleted`].join('; ')
  }
}

import 'server-only'
import { Stripe } from 'stripe'
import type { Subscription } from '@/prisma/generated/client'
import { db } from '@/lib/db'
import { aliveStatuses } from '../access'
import { fromUnix, fromUnixOrNull, idOf, stripe } from '../stripe'
import { readSubscription } from '../sync/subscription'
import { ours, pagesOf, rowsOf, type Kind, type Scope, type Told } from './pages'

/** Whether our copy says what Stripe's list says; the rest is found by converging. */
function agrees(row: Subscription | undefined, found: Stripe.Subscription): boolean {
  const item = found.items.data[0]
  return (
    row !== undefined &&
    row.status === found.status &&
    row.priceId === item?.price.id &&
    row.currentPeriodEnd.getTime() === fromUnix(item.current_period_end).getTime() &&
    row.cancelAtPeriodEnd === found.cancel_at_period_end &&
    row.cancelAt?.getTime() === fromUnixOrNull(found.cancel_at)?.getTime() &&
    row.scheduleId === idOf(found.schedule) &&
    (row.pendingUntil === null) === (found.pending_update === null)
  )
}

/** Every subscription of our customers; then ours that Stripe's list did not have. */
export const subscriptions: Kind = async function* (scope) {
  let alive = 0
  const filter = scope.customer === undefined ? {} : { customer: scope.customer }
  for await (const page of pagesOf((at) =>
    stripe().subscriptions.list({ ...at, ...filter, status: 'all' }),
  )) {
    const found = await ours(page)
    const rows = new Map(
      (await db().subscription.findMany({ where: { id: { in: found.map(({ id }) => id) } } })).map(
        (row) => [row.id, row],
      ),
    )
    alive += [...rows.values()].filter(({ status }) =>
      aliveStatuses.includes(status as never),
    ).length
    const suspects = found
      .filter((subscription) => !agrees(rows.get(subscription.id), subscription))
      .map(({ id, customer }) => ({
        about: `subscription ${id}`,
        customer,
        read: () => readSubscription(id),
      }))
    yield { compared: found.length, suspects }
  }
  if (alive < (await countAlive(scope))) yield* missingAtStripe(scope)
}

const aliveOf = async ({ customer }: Scope) => {
  const owner =
    customer === undefined
      ? null
      : await db().billingCustomer.findUnique({ where: { stripeCustomerId: customer } })
  return { status: { in: [...aliveStatuses] }, ...(owner && { userId: owner.userId }) }
}

const countAlive = async (scope: Scope) => db().subscription.count({ where: await aliveOf(scope) })

/**
 * A subscription that Stripe does not know is told and left: more likely the key is of another account than that somebody
 * deleted it there.
 */
async function* missingAtStripe(scope: Scope) {
  const where = await aliveOf(scope)
  for await (const rows of rowsOf((after, take) =>
    db().subscription.findMany({
      where: { ...where, id: { gt: after } },
      orderBy: { id: 'asc' },
      take,
    }),
  )) {
    const drifts: Told[] = []
    for (const { id, userId, status } of rows)
      if (!(await exists(id)))
        drifts.push({ userId, what: `subscription ${id}`, ours: status, stripe: 'not known there' })
    yield { compared: rows.length, suspects: [], drifts }
  }
}

async function exists(id: string): Promise<boolean> {
  try {
    await stripe().subscriptions.retrieve(id)
    return true
  } catch (error) {
    const { StripeInvalidRequestError } = Stripe.errors
    if (error instanceof StripeInvalidRequestError && error.code === 'resource_missing')
      return false
    throw error
  }
}

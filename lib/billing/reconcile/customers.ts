import 'server-only'
import { Stripe } from 'stripe'
import { db } from '@/lib/db'
import { stripe } from '../stripe'
import { pagesOf, rowsOf, type Kind, type Looked } from './pages'
import type { Drift } from './snapshot'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/**
 * Customers that name a user of ours whom we know under no customer, or another one; then those of ours that are deleted
 * there. Told and left: which of two customers is the right one, or whether the key is of the right account, is for a person.
 */
export const customers: Kind = async function* (scope) {
  if (scope.customer !== undefined) return yield await gone([{ stripeCustomerId: scope.customer }])
  let seen = 0
  for await (const page of pagesOf((at) => stripe().customers.list(at))) {
    const named = page.filter(({ metadata }) => uuid.test(metadata.userId ?? ''))
    const ids = named.map(({ metadata }) => metadata.userId ?? '')
    const users = await db().user.findMany({
      where: { id: { in: ids } },
      select: { id: true, customer: { select: { stripeCustomerId: true } } },
    })
    const byUser = new Map(users.map(({ id, customer }) => [id, customer?.stripeCustomerId]))
    const drifts: Drift[] = []
    for (const { id, metadata } of named) {
      const userId = metadata.userId ?? ''
      if (!byUser.has(userId)) continue
      const known = byUser.get(userId)
      if (known === id) seen += 1
      else drifts.push({ userId, what: 'customer', ours: known ?? 'none', stripe: id })
    }
    yield { compared: named.length, suspects: [], drifts }
  }
  if (seen >= (await db().billingCustomer.count())) return
  for await (const rows of rowsOf(async (after, take) => {
    const found = await db().billingCustomer.findMany({
      where: { stripeCustomerId: { gt: after } },
      orderBy: { stripeCustomerId: 'asc' },
      take,
    })
    return found.map((row) => ({ ...row, id: row.stripeCustomerId }))
  }))
    yield gone(rows)
}

async function gone(rows: { stripeCustomerId: string; userId?: string }[]): Promise<Looked> {
  const drifts: Drift[] = []
  for (const { stripeCustomerId, userId = null } of rows)
    if (!(await exists(stripeCustomerId)))
      drifts.push({
        userId,
        what: `customer ${stripeCustomerId}`,
        ours: 'in use',
        stripe: 'deleted or not known there',
      })
  return { compared: rows.length, suspects: [], drifts }
}

async function exists(id: string): Promise<boolean> {
  try {
    const customer = await stripe().customers.retrieve(id)
    return !customer.deleted
  } catch (error) {
    const { StripeInvalidRequestError } = Stripe.errors
    if (error instanceof StripeInvalidRequestError && error.code === 'resource_missing')
      return false
    throw error
  }
}

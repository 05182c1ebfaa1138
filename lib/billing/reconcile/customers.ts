import 'server-only'
import { Stripe } from 'stripe'
import { db } from '@/lib/db'
import { stripe } from '../stripe'
import { readCustomerGone } from '../sync/customer-gone'
import type { Suspect } from './examine'
import { pagesOf, rowsOf, type Kind, type Looked, type Told } from './pages'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/**
 * Customers that name a user of ours whom we know under none, or under another; then those of ours that are gone there. A
 * link that is missing is made; which of two customers is the right one is for a person: both may hold cards, payments and
 * plans, and Stripe cannot join them, so any repair would be a guess about somebody's money.
 */
export const customers: Kind = async function* (scope) {
  if (scope.customer !== undefined) return yield await gone([{ stripeCustomerId: scope.customer }])
  let seen = 0
  for await (const page of pagesOf((at) => stripe().customers.list(at))) {
    const looked = await linksOf(page)
    seen += looked.linked
    yield looked
  }
  const where = { deletedAt: null }
  if (seen >= (await db().billingCustomer.count({ where }))) return
  for await (const rows of rowsOf(async (after, take) => {
    const found = await db().billingCustomer.findMany({
      where: { ...where, stripeCustomerId: { gt: after } },
      orderBy: { stripeCustomerId: 'asc' },
      take,
    })
    return found.map((row) => ({ ...row, id: row.stripeCustomerId }))
  }))
    yield gone(rows)
}

async function linksOf(page: Stripe.Customer[]): Promise<Looked & { linked: number }> {
  const named = page.filter(({ metadata }) => uuid.test(metadata.userId ?? ''))
  const users = await db().user.findMany({
    where: { id: { in: named.map(({ metadata }) => metadata.userId ?? '') } },
    select: { id: true, customer: { select: { stripeCustomerId: true } } },
  })
  const byUser = new Map(users.map(({ id, customer }) => [id, customer?.stripeCustomerId]))
  const drifts: Told[] = []
  let linked = 0
  for (const { id, metadata } of named) {
    const userId = metadata.userId ?? ''
    const known = byUser.get(userId)
    if (known === id) linked += 1
    else if (byUser.has(userId)) drifts.push({ userId, ...link(userId, known, id) })
  }
  return { compared: named.length, suspects: [], drifts, linked }
}

function link(userId: string, known: string | undefined, stripeCustomerId: string) {
  const told = { what: 'customer', ours: known ?? 'none', stripe: stripeCustomerId }
  if (known !== undefined) return told
  const data = { userId, stripeCustomerId }
  return { ...told, repair: () => db().billingCustomer.createMany({ data, skipDuplicates: true }) }
}

async function gone(rows: { stripeCustomerId: string; userId?: string }[]): Promise<Looked> {
  const drifts: Told[] = []
  const suspects: Suspect[] = []
  for (const { stripeCustomerId: customer, userId = null } of rows) {
    const about = `customer ${customer}`
    const there = await lookUp(customer)
    if (there === 'deleted')
      suspects.push({ about, customer, read: () => readCustomerGone(customer) })
    if (there === 'unknown')
      drifts.push({ userId, what: about, ours: 'in use', stripe: 'not known there' })
  }
  return { compared: rows.length, suspects, drifts }
}

/** Unknown is not deleted: more likely the key is of another account. */
async function lookUp(id: string): Promise<'there' | 'deleted' | 'unknown'> {
  try {
    const customer = await stripe().customers.retrieve(id)
    return customer.deleted ? 'deleted' : 'there'
  } catch (error) {
    const { StripeInvalidRequestError } = Stripe.errors
    if (error instanceof StripeInvalidRequestError && error.code === 'resource_missing')
      return 'unknown'
    throw error
  }
}

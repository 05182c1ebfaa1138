import type { Stripe } from 'stripe'
import { plans } from '@/lib/catalogue'
import { credits, openAccount } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { createUser } from '@/tests/support/users'

/** What Stripe told about one customer, oldest first. */
export type Story = { userId: string; customer: string; events: Stripe.Event[] }

async function customerOf(stripe: Stripe, db: PrismaClient) {
  const user = await createUser(db)
  const { creditsPerMonth, rolloverCap } = plans.free
  await openAccount(db, {
    userId: user.id,
    allowance: { amount: credits(creditsPerMonth), rolloverCap: credits(rolloverCap) },
  })
  const customer = await stripe.customers.create({
    email: user.email,
    metadata: { userId: user.id },
  })
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
  await stripe.customers.update(customer.id, {
    invoice_settings: { default_payment_method: card.id },
  })
  await db.billingCustomer.create({ data: { userId: user.id, stripeCustomerId: customer.id } })
  return { userId: user.id, customer: customer.id }
}

/** People who have subscribed, and whose plan has renewed since; the app has heard of none of it. */
export async function subscribers(
  stripe: Stripe,
  sandboxUrl: string,
  db: PrismaClient,
  count: number,
): Promise<Story[]> {
  const [price] = (await stripe.prices.list({ lookup_keys: [plans.pro.prices.month.lookupKey] }))
    .data
  if (!price) throw new Error('Stripe sells no Pro.')
  const people: { userId: string; customer: string }[] = []
  while (people.length < count) {
    const person = await customerOf(stripe, db)
    const { customer } = person
    const { id } = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] })
    const url = `${sandboxUrl}/sandbox/stripe/subscriptions/${id}/renew`
    const renewed = await fetch(url, { method: 'POST' })
    if (!renewed.ok) throw new Error(`The sandbox did not renew: ${await renewed.text()}`)
    people.push(person)
  }
  return storiesOf(stripe, people)
}

async function storiesOf(stripe: Stripe, people: Omit<Story, 'events'>[]): Promise<Story[]> {
  const stories = new Map(people.map((person) => [person.customer, { ...person, events: [] }]))
  const told = new Map<string, Stripe.Event[]>([...stories].map(([id, { events }]) => [id, events]))
  const pages = stripe.events.list({ limit: 100 })
  const all = await pages.autoPagingToArray({ limit: 10_000 })
  for (const event of all.toReversed()) told.get(customerIn(event.data.object) ?? '')?.push(event)
  return [...stories.values()]
}

function customerIn(object: object): string | null {
  if ('object' in object && object.object === 'customer' && 'id' in object) return String(object.id)
  return 'customer' in object && typeof object.customer === 'string' ? object.customer : null
}

/**
 * As they arrive while many renew at once: what concerns one of them comes within moments, between what concerns others.
 */
export function interleaved(stories: readonly Story[], window: number): Stripe.Event[] {
  const order: Stripe.Event[] = []
  for (let from = 0; from < stories.length; from += window) {
    const some = stories.slice(from, from + window)
    const longest = Math.max(...some.map(({ events }) => events.length))
    for (let turn = 0; turn < longest; turn += 1)
      order.push(...some.flatMap(({ events }) => events[turn] ?? []))
  }
  return order
}

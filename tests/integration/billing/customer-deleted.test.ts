import type { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

const yearly = { kind: 'subscription', plan: 'pro', interval: 'year' } as const

async function subscriber() {
  const user = await world.newUser()
  await world.deliverAll((await world.buy(user, yearly)).events)
  const { stripeCustomerId } = await world.db.billingCustomer.findUniqueOrThrow({
    where: { userId: user.id },
  })
  return { user, customer: stripeCustomerId }
}

test.each<[string, (events: Stripe.Event[]) => Stripe.Event[]]>([
  ['as it happened', (events) => events],
  ['the wrong way round, twice', (events) => [...events, ...events].toReversed()],
  ['only the customer’s event', (events) => [typed(events, 'customer.deleted')]],
])(
  'a customer deleted at Stripe (%s) is cancelled here, and buys again as a new one',
  async (_title, order) => {
    const { user, customer } = await subscriber()
    const before = (await world.stateOf(user)).available
    const events = await world.eventsOf(() => world.stripe.customers.del(customer))
    await world.deliverAll(order(events))
    expect(await world.stateOf(user)).toMatchObject({
      plan: 'free',
      subscriptions: [{ status: 'canceled' }],
      available: before,
      drift: [],
    })
    expect(await world.cardOf(user.id)).toBeNull()
    // A year's further months end with it.
    const open = await world.db.creditAllowance.findMany({
      where: { userId: user.id, paused: false },
    })
    expect(open.map(({ sourceKey }) => sourceKey)).toEqual(['free'])

    await world.deliverAll((await world.buy(user, yearly)).events)
    expect((await world.stateOf(user)).plan).toBe('pro')
    const now = await world.db.billingCustomer.findUniqueOrThrow({ where: { userId: user.id } })
    expect(now.stripeCustomerId).not.toBe(customer)
    expect(now.deletedAt).toBeNull()
  },
  120_000,
)

test('two purchases at once after the deletion make one customer', async () => {
  const { user, customer } = await subscriber()
  await world.deliverAll(await world.eventsOf(() => world.stripe.customers.del(customer)))
  const ids = await Promise.all([1, 2, 3].map(() => world.ensureCustomer(user.id)))
  expect(new Set(ids).size).toBe(1)
  expect(ids[0]).not.toBe(customer)
  expect(await world.ensureCustomer(user.id)).toBe(ids[0])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { credits } from '@/lib/credits/unit'
import type { User } from '@/prisma/generated/client'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

/** Two tabs: both checkouts open before either is paid, then both paid. */
async function buyTwice(user: User) {
  const pro = { kind: 'subscription', plan: 'pro', interval: 'month' } as const
  const business = { ...pro, plan: 'business' } as const
  const first = await world.startCheckout({ userId: user.id, item: pro })
  const second = await world.startCheckout({ userId: user.id, item: business })
  return {
    proEvents: await world.eventsOf(() => world.pay(first.url, {})),
    businessEvents: await world.eventsOf(() => world.pay(second.url, {})),
  }
}

async function outcomeOf(user: User) {
  const { plan, available, grants, payments, subscriptions, drift } = await world.stateOf(user)
  const customer = await world.ensureCustomer(user.id)
  const { data } = await world.stripe.subscriptions.list({ customer, status: 'all' })
  return {
    plan,
    available,
    grants: grants.length,
    payments: payments.map(({ itemKey, status }) => `${itemKey} ${status}`).toSorted(),
    subscriptions: subscriptions.map(({ planKey, status }) => `${planKey} ${status}`).toSorted(),
    atStripe: data.map(({ status }) => status).toSorted(),
    drift,
  }
}

const onlyOne = (kept: 'pro' | 'business') => ({
  plan: kept,
  available: credits(kept === 'pro' ? 1_100 : 5_100),
  grants: 2,
  payments: kept === 'pro' ? ['business refunded', 'pro paid'] : ['business paid', 'pro refunded'],
  subscriptions:
    kept === 'pro' ? ['business canceled', 'pro active'] : ['business active', 'pro canceled'],
  atStripe: ['active', 'canceled'],
  drift: [],
})

test('checklist 9: two checkouts that were both open end in one subscription, the other is refunded', async () => {
  const user = await world.newUser()
  const { proEvents, businessEvents } = await buyTwice(user)
  await world.deliverAll([...proEvents, ...businessEvents])
  expect(await outcomeOf(user)).toEqual(onlyOne('pro'))
  // The events of the cancellation, and everything once more.
  await world.deliverAll(await world.allEvents())
  expect(await outcomeOf(user)).toEqual(onlyOne('pro'))
})

test('checklist 9: all events of both at once end in one subscription too', async () => {
  const user = await world.newUser()
  const { proEvents, businessEvents } = await buyTwice(user)
  const answers = await Promise.all(
    [...businessEvents, ...proEvents].map((event) => world.deliver(event)),
  )
  // Some may meet the other subscription in the middle of its end; Stripe sends those again.
  for (const answer of answers) expect([200, 500]).toContain(answer.status)
  await world.deliverAll([...businessEvents, ...proEvents])
  const { plan } = await world.stateOf(user)
  expect(await outcomeOf(user)).toEqual(onlyOne(plan as 'pro' | 'business'))
})

test('a crash between refund and cancellation is made up for by the next delivery', async () => {
  const user = await world.newUser()
  const { proEvents, businessEvents } = await buyTwice(user)
  await world.deliverAll(proEvents)
  const stop = world.proxy.rewrite(({ method, path }) =>
    method === 'DELETE' && path.startsWith('/v1/subscriptions/')
      ? { status: 400, body: { error: { type: 'api_error', message: 'gone' } } }
      : undefined,
  )
  const [created] = businessEvents.filter(({ type }) => type === 'customer.subscription.created')
  if (!created) throw new Error('no subscription was made')
  expect((await world.deliver(created)).status).toBe(500)
  stop()
  await world.deliverAll(businessEvents)
  expect(await outcomeOf(user)).toEqual(onlyOne('pro'))
  const customer = await world.ensureCustomer(user.id)
  const refunds = await world.stripe.refunds.list({ limit: 100 })
  const charges = await world.stripe.charges.list({ customer, limit: 100 })
  const own = new Set(charges.data.map(({ id }) => id))
  expect(refunds.data.filter(({ charge }) => own.has(String(charge)))).toHaveLength(1)
})

test('when the first has ended unheard of, the second is no duplicate', async () => {
  const user = await world.newUser()
  const pro = { kind: 'subscription', plan: 'pro', interval: 'month' } as const
  const other = await world.startCheckout({ userId: user.id, item: { ...pro, plan: 'business' } })
  const { events } = await world.buy(user, pro)
  await world.deliverAll(events)
  const { id } = await world.db.subscription.findFirstOrThrow({ where: { userId: user.id } })
  // Its end is never told to us.
  await world.stripe.subscriptions.cancel(id)
  await world.deliverAll(await world.eventsOf(() => world.pay(other.url, {})))
  const state = await world.stateOf(user)
  expect(state.plan).toBe('business')
  expect(state.payments.map(({ status }) => status)).toEqual(['paid', 'paid'])
})

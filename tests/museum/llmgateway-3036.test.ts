import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

// Two tabs of a new user made two Stripe customers.
test('llmgateway 3036, t3 20: two tabs that start two checkouts at once make one customer', async () => {
  const user = await world.newUser()
  const sessions = await Promise.all([
    world.startCheckout({ userId: user.id, item: { kind: 'topup', pack: 'small' } }),
    world.startCheckout({
      userId: user.id,
      item: { kind: 'subscription', plan: 'pro', interval: 'month' },
    }),
    world.ensureCustomer(user.id),
  ])
  const customer = sessions[2]
  for (const { sessionId } of sessions.slice(0, 2) as { sessionId: string }[])
    expect((await world.stripe.checkout.sessions.retrieve(sessionId)).customer).toBe(customer)
  const { data } = await world.stripe.customers.list({ email: user.email })
  expect(data.map(({ id }) => id)).toEqual([customer])
})

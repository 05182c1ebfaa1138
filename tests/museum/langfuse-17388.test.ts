import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

// An `updated` that arrived after `deleted` revived the subscription.
test('langfuse 17388, cashier 1201: a late `updated`, saying "active", does not revive a deleted subscription', async () => {
  const user = await world.newUser()
  const { events } = await world.buy(user, { kind: 'subscription', plan: 'pro', interval: 'month' })
  await world.deliverAll(events)
  const { id } = await world.db.subscription.findFirstOrThrow({ where: { userId: user.id } })
  const updated = await world.eventsOf(() =>
    world.stripe.subscriptions.update(id, { metadata: { note: 'changed' } }),
  )
  const deleted = await world.eventsOf(() => world.stripe.subscriptions.cancel(id))
  expect(updated[0]).toMatchObject({ data: { object: { status: 'active' } } })
  await world.deliverAll([...deleted, ...updated])
  expect(await world.stateOf(user)).toMatchObject({
    plan: 'free',
    subscriptions: [{ planKey: 'pro', status: 'canceled' }],
  })
})

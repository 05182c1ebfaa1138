import { afterAll, beforeAll, expect, test } from 'vitest'
import { welcome } from '@/lib/onboarding'
import { plans } from '@/lib/catalogue'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
const kept = { free: { ...plans.free }, pro: { ...plans.pro } }

beforeAll(async () => {
  world = await billingWorld()
})
afterAll(async () => {
  edit(kept)
  await world.close()
})

function edit({ free, pro }: { free: object; pro: object }): void {
  Object.assign(plans.free, free)
  Object.assign(plans.pro, pro)
}

// polar 11427: editing a plan zeroed the balances of everybody who had it.
test('a change in the catalogue leaves what was granted alone', async () => {
  const user = await world.newUser()
  const bought = await world.buy(user, { kind: 'subscription', plan: 'pro', interval: 'month' })
  await world.deliverAll(bought.events)
  const before = await world.stateOf(user)
  expect(before.available).toBe(1_100_000_000)
  const rights = () =>
    world.db.creditAllowance.findMany({ where: { userId: user.id }, orderBy: { id: 'asc' } })
  const rightsBefore = await rights()

  edit({
    free: { creditsPerMonth: 1, rolloverCap: 0 },
    pro: { creditsPerMonth: 2, rolloverCap: 0 },
  })
  await world.syncCatalogue()
  // Everything that reads the catalogue again: the next sign-in, and every event of the subscription once more.
  await welcome(user.id, () => {})
  await world.deliverAll(bought.events)
  for (const { id } of await world.db.subscription.findMany({ where: { userId: user.id } }))
    await world.deliverAll(
      await world.eventsOf(() =>
        world.stripe.subscriptions.update(id, { metadata: { note: 'x' } }),
      ),
    )
  expect(await world.stateOf(user)).toEqual(before)
  expect(await rights()).toEqual(rightsBefore)

  // Who comes after the edit gets what is said then.
  const next = await world.newUser()
  expect((await world.stateOf(next)).available).toBe(1_000_000)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { planChanges } from '@/tests/support/plan-changes'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

// polar 8451: buying a subscription wiped the credits that were topped up before; ending it must not either.
test('top-ups stay when a plan starts and when it ends', async () => {
  const user = await world.newUser()
  const topup = await world.buy(user, { kind: 'topup', pack: 'small' })
  await world.deliverAll(topup.events)
  const plan = await world.buy(user, { kind: 'subscription', plan: 'pro', interval: 'month' })
  await world.deliverAll(plan.events)
  expect((await world.stateOf(user)).available).toBe(1_350_000_000)
  const { id } = await world.db.subscription.findFirstOrThrow({ where: { userId: user.id } })
  await world.deliverAll(await world.eventsOf(() => world.stripe.subscriptions.cancel(id)))
  const bucket = await world.db.creditGrant.findFirstOrThrow({
    where: { userId: user.id, kind: 'topup' },
  })
  expect(bucket).toMatchObject({ granted: 250_000_000n, remaining: 250_000_000n, open: true })
  expect(await world.stateOf(user)).toMatchObject({ available: 1_350_000_000, drift: [] })
})

test('top-ups stay when the plan changes, up and down', async () => {
  const story = planChanges(world)
  const user = await story.subscriber({ plan: 'pro', interval: 'month' })
  const topup = await world.buy(user, { kind: 'topup', pack: 'small' })
  await world.deliverAll(topup.events)
  const up = await story.change(user, { plan: 'business', interval: 'month' })
  await world.deliverAll(up.events)
  const down = await story.change(user, { plan: 'pro', interval: 'month' })
  await world.deliverAll(down.events)
  expect(down.result).toMatchObject({ status: 'scheduled' })
  const bucket = await world.db.creditGrant.findFirstOrThrow({
    where: { userId: user.id, kind: 'topup' },
  })
  expect(bucket).toMatchObject({ granted: 250_000_000n, remaining: 250_000_000n, open: true })
  expect((await world.stateOf(user)).drift).toEqual([])
})

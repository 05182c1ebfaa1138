import { afterAll, beforeAll, expect, test } from 'vitest'
import { credits } from '@/lib/credits/unit'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { planChanges } from '@/tests/support/plan-changes'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

// inbox-zero 3709: at the trial's end the status turns `active` before the first real payment; it was trusted.
test('the end of a trial with a bad card gives no plan credits', async () => {
  const story = planChanges(world)
  const user = await world.newUser()
  const { events } = await world.buy(user, {
    kind: 'subscription',
    plan: 'pro',
    interval: 'month',
    trial: true,
  })
  await world.deliverAll(events)
  const end = (await story.subscriptionOf(user)).trial_end ?? 0
  await story.payBy(user, 'pm_card_chargeCustomerFail')
  const active = await story.travelTo(end + 60)
  await world.deliverAll(active)
  expect((await story.subscriptionOf(user)).status).toBe('active')
  expect((await world.stateOf(user)).available).toBe(credits(100))
  await world.deliverAll(await story.travelTo(end + 3 * 3_600))
  const state = await world.stateOf(user)
  expect(state.subscriptions).toEqual([{ planKey: 'pro', status: 'past_due' }])
  expect(state.available).toBe(credits(100))
  expect(state.drift).toEqual([])
})

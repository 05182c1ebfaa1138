import { afterAll, beforeAll, expect, test } from 'vitest'
import { credits } from '@/lib/credits/unit'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { planChanges } from '@/tests/support/plan-changes'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

// llmgateway 2137: the upgrade was in force though its payment had failed.
test('an upgrade whose payment fails leaves the old plan and its credits', async () => {
  const story = planChanges(world)
  const user = await story.subscriber({ plan: 'pro', interval: 'month' })
  await story.payBy(user, 'pm_card_chargeCustomerFail')
  const { result, events } = await story.change(user, { plan: 'business', interval: 'month' })
  await world.deliverAll([...events, ...events.toReversed()])
  expect(result).toMatchObject({ status: 'declined' })
  expect(await world.stateOf(user)).toMatchObject({
    plan: 'pro',
    available: credits(1_100),
    subscriptions: [{ planKey: 'pro', status: 'active' }],
    drift: [],
  })
  const { items } = await story.subscriptionOf(user)
  expect(items.data[0]?.price.lookup_key).toBe('pro_month')
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { planChanges } from '@/tests/support/plan-changes'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

// stripe-node 2470: a cancellation in the portal sets `cancel_at` and leaves `cancel_at_period_end` false; it was not seen.
test('what was cancelled by a date alone is shown as ending, and resumed', async () => {
  const story = planChanges(world)
  const user = await story.subscriber({ plan: 'pro', interval: 'month' })
  const { id, items } = await story.subscriptionOf(user)
  const end = items.data[0]?.current_period_end ?? 0
  const events = await world.eventsOf(() =>
    world.stripe.subscriptions.update(id, { cancel_at: end }),
  )
  await world.deliverAll(events)
  expect(await story.subscriptionOf(user)).toMatchObject({
    cancel_at: end,
    cancel_at_period_end: false,
  })
  expect((await world.billingSummary(user.id)).subscription).toMatchObject({
    cancelAt: new Date(end * 1_000).toISOString(),
    renewsAt: null,
  })
  expect(await world.resumeSubscription(user.id, id)).toMatchObject({ cancelAt: null })
  expect((await story.subscriptionOf(user)).cancel_at).toBeNull()
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { credits } from '@/lib/credits/unit'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'
import { planChanges } from '@/tests/support/plan-changes'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

// PageSpace 2648: an upgrade was charged and granted nothing, because its invoice is no renewal.
test('an upgrade that was charged brings the difference, by its invoice alone', async () => {
  const story = planChanges(world)
  const user = await story.subscriber({ plan: 'pro', interval: 'month' })
  const { events } = await story.change(user, { plan: 'business', interval: 'month' })
  const { object: invoice } = typed(events, 'invoice.paid').data
  expect(invoice.billing_reason).toBe('subscription_update')
  const grants = await world.db.creditGrant.findMany({
    where: { userId: user.id, paidBy: invoice.id },
  })
  expect(grants).toHaveLength(1)
  // Bought and changed within a minute: nearly the whole difference.
  expect(Number(grants[0]?.granted)).toBeGreaterThan(credits(3_990))
  expect(Number(grants[0]?.granted)).toBeLessThanOrEqual(credits(4_000))
  expect((await world.stateOf(user)).drift).toEqual([])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

// open-saas 688: the same invoice under a second event id granted its credits twice.
test('the same invoice under two event ids grants once', async () => {
  const user = await world.newUser()
  const { events } = await world.buy(user, { kind: 'subscription', plan: 'pro', interval: 'month' })
  const paid = events.find(({ type }) => type === 'invoice.paid')
  if (!paid) throw new Error('no invoice was paid')
  const again = { ...paid, id: 'evt_anotherIdForTheSameInvoice' }
  const answers = await Promise.all([world.deliver(paid), world.deliver(again)])
  for (const answer of answers) expect(await answer.json()).toMatchObject({ outcome: 'processed' })
  const { available, grants } = await world.stateOf(user)
  expect(available).toBe(1_100_000_000)
  expect(grants).toHaveLength(2)
})

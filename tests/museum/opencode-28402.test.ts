import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

// A webhook repeated by Stripe granted its credits again.
test('opencode 28402, pollinations 10621: ten deliveries at once of each event of a purchase make one grant', async () => {
  const user = await world.newUser()
  const { events } = await world.buy(user, { kind: 'topup', pack: 'medium' })
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => events.map((event) => world.deliver(event))).flat(),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  const { available, mails } = await world.stateOf(user)
  expect(available).toBe(1_100_000_000)
  expect(mails).toEqual(['payment_confirmed'])
})

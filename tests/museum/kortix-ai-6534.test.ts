import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

// kortix-ai 6534: success page and webhook granted the same purchase under different keys.
test('the return page asks while the webhook lands, both many times: one grant, made by the webhook', async () => {
  const user = await world.newUser()
  const { events, sessionId } = await world.buy(user, { kind: 'topup', pack: 'small' })
  for (let visit = 0; visit < 3; visit += 1)
    expect(await world.checkoutStatus(user.id, sessionId)).toMatchObject({
      status: 'pending',
      balance: { available: 100_000_000 },
    })
  const visits = Array.from({ length: 5 }, () => world.checkoutStatus(user.id, sessionId))
  await Promise.all([...visits, ...events.map((event) => world.deliver(event))])
  expect(await world.checkoutStatus(user.id, sessionId)).toMatchObject({
    status: 'paid',
    balance: { available: 350_000_000 },
  })
  expect(await world.db.creditGrant.count({ where: { userId: user.id, kind: 'topup' } })).toBe(1)
})

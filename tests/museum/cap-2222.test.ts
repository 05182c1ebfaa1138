import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { testEnvironment } from '@/tests/support/environment'
import { call, cookieOf } from '@/tests/support/signed-in'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

// Cap 2222: the checkout took the price id from the client, so anybody could pay the cheapest price for anything.
test.each([
  { kind: 'subscription', plan: 'business', interval: 'month', priceId: 'price_cheap' },
  { kind: 'subscription', plan: 'price_cheap', interval: 'month' },
  { kind: 'topup', pack: 'large', amount: 1 },
  { priceId: 'price_cheap' },
])('a price from the client is refused: %j', async (body) => {
  const { POST } = await import('@/app/api/create-checkout/route')
  const user = await world.newUser()
  const request = new Request(`${testEnvironment.APP_URL}/api/create-checkout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: await cookieOf(user.id) },
    body: JSON.stringify(body),
  })
  const calls = world.proxy.calls.length
  expect((await call(POST, request, {})).status).toBe(400)
  expect(world.proxy.calls.length).toBe(calls)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { clock } from '@/lib/clock'
import { autoTopUpWorld } from '@/tests/support/auto-topup'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
let auto: Awaited<ReturnType<typeof autoTopUpWorld>>
beforeAll(async () => {
  world = await billingWorld()
  auto = await autoTopUpWorld(world)
})
afterAll(async () => {
  clock.move(0)
  await world.close()
})

test('akash 3449: a retry is the same payment intent: three lost answers, one charge', async () => {
  const user = await auto.lowUser()
  const lost = { status: 500, body: { error: { type: 'api_error', message: 'lost' } } }
  const stop = world.proxy.rewrite(({ method, path }) =>
    method === 'POST' && path === '/v1/payment_intents' ? lost : undefined,
  )
  expect(await world.topUpIfLow(user.id)).toBe('unknown')
  for (const minutes of [2, 4]) {
    clock.move(minutes * 60_000)
    expect(await world.runAutoTopUps()).toMatchObject({ resumed: 0, bought: 0 })
  }
  stop()
  clock.move(6 * 60_000)
  expect(await world.runAutoTopUps()).toMatchObject({ resumed: 1 })
  const charges = await world.stripe.charges.list({ customer: await world.ensureCustomer(user.id) })
  expect(charges.data).toMatchObject([{ status: 'succeeded', amount: 6_00 }])
  expect(await auto.attempts(user)).toMatchObject([{ status: 'succeeded' }])
})

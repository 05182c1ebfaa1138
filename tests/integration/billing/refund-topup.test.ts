import { afterAll, beforeAll, expect, test } from 'vitest'
import { charge, readBalance } from '@/lib/credits'
import { credits, microCredits } from '@/lib/credits/unit'
import type { User } from '@/prisma/generated/client'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'

// A refund takes the credits of that payment back, in the proportion of the money, whatever order the news comes in.

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

const small = { kind: 'topup', pack: 'small' } as const
/** The pack: 250 credits for 600 cents, beside 100 free ones. */
const withPack = credits(350)

async function bought(user: User) {
  const { events } = await world.buy(user, small)
  const session = typed(events, 'checkout.session.completed').data.object
  return { events, intent: String(session.payment_intent) }
}

const refund = (payment_intent: string, amount: number) =>
  world.eventsOf(() => world.stripe.refunds.create({ payment_intent, amount }))

const available = async (user: User) => (await world.stateOf(user)).available

test('part by part, repeated and late news included', async () => {
  const user = await world.newUser()
  const { events, intent } = await bought(user)
  await world.deliverAll(events)
  const first = await refund(intent, 150)
  await world.deliverAll([...first, ...first])
  expect(await available(user)).toBe(withPack - 62_500_000)
  const second = await refund(intent, 300)
  await world.deliverAll([...second.toReversed(), ...first])
  expect(await available(user)).toBe(withPack - 187_500_000)
  await world.deliverAll(await refund(intent, 150))
  expect(await world.stateOf(user)).toMatchObject({
    available: credits(100),
    payments: [{ status: 'refunded', refundedMinor: 600 }],
    drift: [],
  })
})

test('what was spent of it becomes debt, and the next top-up repays it', async () => {
  const user = await world.newUser()
  const { events, intent } = await bought(user)
  await world.deliverAll(events)
  await charge(world.db, {
    userId: user.id,
    operationKey: 'spent',
    requestHash: '',
    amount: credits(340),
  })
  await world.deliverAll(await refund(intent, 600))
  expect(await readBalance(world.db, user.id)).toMatchObject({ available: 0, debt: credits(240) })
  await world.deliverAll((await bought(user)).events)
  expect(await readBalance(world.db, user.id)).toMatchObject({ available: credits(10), debt: 0 })
  expect((await world.stateOf(user)).drift).toEqual([])
})

test('a refund that is heard of before its payment', async () => {
  const user = await world.newUser()
  const { events, intent } = await bought(user)
  const refunded = await refund(intent, 1)
  await world.deliverAll(refunded)
  await world.deliverAll(events)
  // 250 / 600 of a credit, rounded down.
  const back = microCredits(416_666)
  expect(await available(user)).toBe(withPack - back)
  await world.deliverAll([...refunded, ...events])
  expect(await available(user)).toBe(withPack - back)
  expect((await world.stateOf(user)).drift).toEqual([])
})

test('a refund that is heard of when the last news was a declined card', async () => {
  const user = await world.newUser()
  const { url } = await world.startCheckout({ userId: user.id, item: small })
  const declined = await world.eventsOf(() => world.pay(url, { card: '4000000000000002' }))
  await world.deliverAll(declined)
  expect(await world.stateOf(user)).toMatchObject({ payments: [{ status: 'failed' }] })
  const events = await world.eventsOf(() => world.pay(url, {}))
  const session = typed(events, 'checkout.session.completed').data.object
  await world.deliverAll(await refund(String(session.payment_intent), 300))
  const expected = {
    available: withPack - 125_000_000,
    payments: [{ status: 'partially_refunded', refundedMinor: 300 }],
    checkouts: [{ itemKey: 'small', status: 'paid' }],
    drift: [],
  }
  expect(await world.stateOf(user)).toMatchObject(expected)
  await world.deliverAll([...events, ...declined])
  expect(await world.stateOf(user)).toMatchObject(expected)
})

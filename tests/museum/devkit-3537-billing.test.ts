import { afterAll, beforeAll, expect, test } from 'vitest'
import { credits } from '@/lib/credits/unit'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'
import { leversOf, type Levers } from '@/tests/support/levers'

// devkit 3537, elizaOS 10997 and 11155 once more, from Stripe’s events to the balance: `amount_refunded` counts up, and was
// taken for one refund each time; a won dispute took more than it gave back; a refund after it was taken twice.

let world: BillingWorld
let levers: Levers
beforeAll(async () => {
  world = await billingWorld()
  levers = leversOf(world)
})
afterAll(() => world.close())

/** 250 credits for 600 cents, beside 100 free ones. */
async function bought() {
  const user = await world.newUser()
  const { events } = await world.buy(user, { kind: 'topup', pack: 'small' })
  await world.deliverAll(events)
  const intent = String(typed(events, 'checkout.session.completed').data.object.payment_intent)
  return { user, intent }
}

const tenTimes = async (run: () => Promise<unknown>) => {
  const events = await world.eventsOf(run)
  const deliveries = Array.from({ length: 10 }, () => events).flat()
  const answers = await Promise.all(deliveries.map(world.deliver))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
}

test('two refunds, every event ten times at once: each part is taken once', async () => {
  const { user, intent } = await bought()
  const refund = (amount: number) => () =>
    world.stripe.refunds.create({ payment_intent: intent, amount })
  await tenTimes(refund(120))
  expect(await world.stateOf(user)).toMatchObject({ available: credits(300), drift: [] })
  await tenTimes(refund(240))
  expect(await world.stateOf(user)).toMatchObject({
    available: credits(200),
    payments: [{ status: 'partially_refunded', refundedMinor: 360 }],
    drift: [],
  })
})

test('a won dispute gives back what it took, and a refund after it takes its own part', async () => {
  const { user, intent } = await bought()
  let id = ''
  await tenTimes(async () => {
    id = (await levers.dispute(intent)).id
  })
  expect(await world.stateOf(user)).toMatchObject({ available: credits(100) })
  await tenTimes(() => levers.closeDispute(id, 'won'))
  expect(await world.stateOf(user)).toMatchObject({ available: credits(350) })
  await tenTimes(() => world.stripe.refunds.create({ payment_intent: intent, amount: 300 }))
  expect(await world.stateOf(user)).toMatchObject({ available: credits(225), drift: [] })
})

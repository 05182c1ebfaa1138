import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

// The event was recorded, its effect lost in a crash, and the retry skipped as a repetition.
test('AI-Shipping-Labs 285, LibreChat 13812: a crash between storing the event and its effect: the redelivery applies it', async () => {
  const user = await world.newUser()
  const { events } = await world.buy(user, { kind: 'topup', pack: 'small' })
  const event = events.find(({ type }) => type === 'checkout.session.completed')
  if (!event) throw new Error('the session was not completed')
  // What a process that died after the first commit leaves behind: the row, and nothing else.
  const left = {
    id: event.id,
    type: event.type,
    livemode: false,
    createdAt: new Date(event.created * 1_000),
    payload: JSON.parse(JSON.stringify(event)) as object,
  }
  await world.db.webhookEvent.create({ data: left })
  expect((await world.stateOf(user)).available).toBe(100_000_000)
  expect(await (await world.deliver(event)).json()).toMatchObject({ outcome: 'processed' })
  expect((await world.stateOf(user)).available).toBe(350_000_000)
})

test('and without a redelivery, our own job applies it', async () => {
  const user = await world.newUser()
  const { events } = await world.buy(user, { kind: 'topup', pack: 'small' })
  const event = events.find(({ type }) => type === 'checkout.session.completed')
  if (!event) throw new Error('the session was not completed')
  const left = {
    id: event.id,
    type: event.type,
    livemode: false,
    createdAt: new Date(event.created * 1_000),
    receivedAt: new Date(Date.now() - 5 * 60_000),
    payload: JSON.parse(JSON.stringify(event)) as object,
  }
  await world.db.webhookEvent.create({ data: left })
  expect(await world.retryFailedEvents()).toEqual({ succeeded: 1, failed: 0 })
  expect((await world.stateOf(user)).available).toBe(350_000_000)
})

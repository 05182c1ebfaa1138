import { afterAll, beforeAll, expect, test } from 'vitest'
import { credits } from '@/lib/credits/unit'
import type { User } from '@/prisma/generated/client'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'
import { planChanges } from '@/tests/support/plan-changes'

let world: BillingWorld
let story: ReturnType<typeof planChanges>
beforeAll(async () => {
  world = await billingWorld()
  story = planChanges(world)
})
afterAll(() => world.close())

const about = (whole: number, micro: number) => Math.abs(micro - credits(whole)) < credits(1)

/** The monthly rights that are running, biggest first. */
const rightsOf = async (user: User) => {
  const rows = await world.db.creditAllowance.findMany({
    where: { userId: user.id, paused: false },
    orderBy: { amount: 'desc' },
  })
  return rows.map(({ amount, anchor, until }) => ({ amount: Number(amount), anchor, until }))
}

test('from monthly to yearly: the year begins now, the unused half month is given back with its credits', async () => {
  const user = await story.subscriber({ plan: 'pro', interval: 'month' })
  await story.travelInto(user, 0.5)
  const before = await story.available(user)
  const { preview, events } = await story.change(user, { plan: 'pro', interval: 'year' })
  expect(preview).toMatchObject({
    direction: 'upgrade',
    creditMinor: 1_000,
    chargeMinor: 20_000,
    dueMinor: 19_000,
  })
  const gained = (await story.available(user)) - before
  expect(about(500, gained)).toBe(true)
  if (preview.direction !== 'upgrade') throw new Error('no upgrade')
  expect(gained).toBe(preview.creditsNow)
  const [year, ...others] = await rightsOf(user)
  expect(others).toEqual([])
  expect(year).toMatchObject({ amount: credits(1_000) })
  await world.deliverAll([...events.toReversed(), ...events])
  expect(await world.stateOf(user)).toMatchObject({ available: before + gained, drift: [] })
  expect((await world.billingSummary(user.id)).subscription).toMatchObject({ interval: 'year' })
})

test('of a year, the later months come from the larger plan, and from nothing else', async () => {
  const user = await story.subscriber({ plan: 'pro', interval: 'year' })
  const paid = await rightsOf(user)
  const end = paid[0]?.until
  // The first half of the third month.
  await story.travelInto(user, 2.25 / 12)
  const before = await story.available(user)
  const { preview } = await story.change(user, { plan: 'business', interval: 'year' })
  if (preview.direction !== 'upgrade') throw new Error('no upgrade')
  const gained = (await story.available(user)) - before
  expect(gained).toBe(preview.creditsNow)
  expect(gained).toBeGreaterThan(credits(2_000))
  expect(gained).toBeLessThan(credits(4_000))
  const rights = await rightsOf(user)
  expect(rights).toMatchObject([{ amount: credits(5_000), until: end }])
  // Three months on: each has brought the new plan's credits, once.
  await world.deliverAll(await story.travelTo(Math.floor(Number(rights[0]?.anchor) / 1_000) + 5))
  await world.stateOf(user)
  const { roll, audit } = await import('@/lib/credits')
  await roll(world.db, { userId: user.id })
  const months = await world.db.creditGrant.findMany({
    where: { userId: user.id, granted: BigInt(credits(5_000)) },
  })
  expect(months).toHaveLength(1)
  expect(await audit(world.db, { userId: user.id })).toEqual([])
})

test('the change is heard of before the first payment: the end is the same', async () => {
  const user = await world.newUser()
  const bought = await world.buy(user, { kind: 'subscription', plan: 'pro', interval: 'year' })
  const { subscription: id } = await world.stripe.checkout.sessions.retrieve(bought.sessionId)
  const subscription = await world.stripe.subscriptions.retrieve(id as string)
  const prices = await world.stripe.prices.list({ lookup_keys: ['business_year'] })
  const events = await world.eventsOf(() =>
    world.stripe.subscriptions.update(subscription.id, {
      items: [{ id: subscription.items.data[0]?.id, price: prices.data[0]?.id }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'pending_if_incomplete',
    }),
  )
  await world.deliverAll([typed(events, 'invoice.paid')])
  const state = await world.stateOf(user)
  expect(about(5_100, state.available)).toBe(true)
  await world.deliverAll([...bought.events, ...events])
  expect((await world.stateOf(user)).available).toBe(state.available)
  expect(await rightsOf(user)).toMatchObject([{ amount: credits(5_000) }])
})

// polar 9410: an upgrade left a negative balance.
test('who has spent the month owes for what the change gives back, and the new month repays it', async () => {
  const user = await story.subscriber({ plan: 'pro', interval: 'month' })
  await story.travelInto(user, 0.5)
  const { charge } = await import('@/lib/credits')
  await charge(world.db, {
    userId: user.id,
    operationKey: 'everything',
    requestHash: '',
    amount: (await world.stateOf(user)).available,
  })
  await story.change(user, { plan: 'pro', interval: 'year' })
  const { readBalance } = await import('@/lib/credits')
  const balance = await readBalance(world.db, user.id)
  expect(about(500, balance.available)).toBe(true)
  expect(balance).toMatchObject({ held: 0, debt: 0 })
  expect((await world.stateOf(user)).drift).toEqual([])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { clock } from '@/lib/clock'
import { credits } from '@/lib/credits/unit'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { planChanges } from '@/tests/support/plan-changes'

let world: BillingWorld
let story: ReturnType<typeof planChanges>
beforeAll(async () => {
  world = await billingWorld()
  story = planChanges(world)
})
afterAll(() => world.close())

const pro = { plan: 'pro', interval: 'month' } as const
const business = { plan: 'business', interval: 'month' } as const

test('checklist 26; FEATURES 2.7: a downgrade waits for the end of the period, and comes with the renewal', async () => {
  const user = await story.subscriber(business)
  const { preview, result, events } = await story.change(user, pro)
  const { subscription } = await world.billingSummary(user.id)
  const at = subscription?.currentPeriodEnd
  expect(preview).toMatchObject({ direction: 'downgrade', effectiveAt: at, priceMinor: 2_000 })
  expect(result).toEqual({ status: 'scheduled', effectiveAt: at })
  expect(subscription).toMatchObject({
    planKey: 'business',
    cancelAt: null,
    next: { planKey: 'pro', planName: 'Pro', interval: 'month', at },
  })
  await world.deliverAll(events)
  expect(await world.stateOf(user)).toMatchObject({ plan: 'business', available: credits(5_100) })
  const end = Math.floor(Date.parse(at ?? '') / 1_000)
  await world.deliverAll(await story.travelTo(end + 2 * 3_600))
  const state = await world.stateOf(user)
  expect(state).toMatchObject({ plan: 'pro', drift: [] })
  expect(state.payments.map(({ itemKey, amountMinor }) => [itemKey, amountMinor])).toEqual(
    expect.arrayContaining([
      ['business', 8_000],
      ['pro', 2_000],
    ]),
  )
  expect(state.grants.filter(({ granted }) => granted === credits(1_000))).toHaveLength(1)
  expect((await world.billingSummary(user.id)).subscription).toMatchObject({
    planKey: 'pro',
    next: null,
  })
})

test('a planned downgrade is taken back with one click, and can be planned again', async () => {
  const user = await story.subscriber(business)
  await story.change(user, pro)
  const undone = await world.eventsOf(() => world.undoDowngrade(user.id))
  expect((await world.billingSummary(user.id)).subscription).toMatchObject({ next: null })
  await world.deliverAll(undone)
  await world.undoDowngrade(user.id)
  clock.move(Number(clock.now()) - Date.now() + 1_000)
  await story.change(user, pro)
  expect((await world.billingSummary(user.id)).subscription).toMatchObject({
    planKey: 'business',
    next: { planKey: 'pro' },
  })
})

test('from yearly to monthly is a downgrade, to a larger plan too', async () => {
  const user = await story.subscriber({ plan: 'pro', interval: 'year' })
  for (const target of [pro, business]) {
    expect(await world.previewChange(user.id, target)).toMatchObject({ direction: 'downgrade' })
  }
  const { result } = await story.change(user, pro)
  expect(result).toMatchObject({ status: 'scheduled' })
  expect((await world.billingSummary(user.id)).subscription).toMatchObject({
    interval: 'year',
    next: { interval: 'month' },
  })
})

test('cancelling while a change is planned: the change is forgotten, the plan ends; resuming takes that back', async () => {
  const user = await story.subscriber(business)
  await story.change(user, pro)
  const { id } = await story.subscriptionOf(user)
  const cancelled = await world.cancelAtPeriodEnd(user.id, id)
  expect(cancelled).toMatchObject({ next: null, cancelAt: cancelled.currentPeriodEnd })
  await expect(
    world.previewChange(user.id, { ...business, interval: 'year' }),
  ).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('Resume it first') })
  expect(await world.resumeSubscription(user.id, id)).toMatchObject({
    cancelAt: null,
    renewsAt: cancelled.currentPeriodEnd,
  })
})

test('an upgrade is refused while another change is planned', async () => {
  const user = await story.subscriber({ plan: 'pro', interval: 'year' })
  await story.change(user, pro)
  await expect(
    world.previewChange(user.id, { plan: 'business', interval: 'year' }),
  ).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('Undo it first') })
})

test('who cancels with the renewal unpaid is on Free at once, and is not charged any more', async () => {
  const user = await story.subscriber(pro)
  await story.payBy(user, 'pm_card_chargeCustomerFail')
  const { id, items } = await story.subscriptionOf(user)
  const end = items.data[0]?.current_period_end ?? 0
  await world.deliverAll(await story.travelTo(end + 2 * 3_600))
  expect((await story.subscriptionOf(user)).status).toBe('past_due')
  await world.cancelAtPeriodEnd(user.id, id)
  expect(await world.stateOf(user)).toMatchObject({
    plan: 'free',
    subscriptions: [{ status: 'canceled' }],
  })
  await story.payBy(user, 'pm_card_visa').catch(() => undefined)
  const later = await story.travelTo(end + 20 * 86_400)
  const own = later.filter(({ data }) => JSON.stringify(data.object).includes(id))
  expect(own.map(({ type }) => type)).not.toContain('invoice.paid')
  expect(own.map(({ type }) => type)).not.toContain('invoice.payment_failed')
})

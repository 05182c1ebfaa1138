import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { planChanges } from '@/tests/support/plan-changes'

let world: BillingWorld
let story: ReturnType<typeof planChanges>
const loadOverage = () => import('@/lib/billing/overage/settings')
let overage: Awaited<ReturnType<typeof loadOverage>>
beforeAll(async () => {
  world = await billingWorld()
  story = planChanges(world)
  overage = await loadOverage()
})
afterAll(() => world.close())

const pro = { plan: 'pro', interval: 'month' } as const
const business = { plan: 'business', interval: 'month' } as const

test('an upgrade leaves the item that bills overage where it is', async () => {
  const user = await story.subscriber(pro)
  await overage.saveOverage(user.id, 50_00)
  const { result, events } = await story.change(user, business)
  expect(result).toEqual({ status: 'changed' })
  await world.deliverAll(events)
  expect((await story.subscriptionOf(user)).items.data).toHaveLength(2)
  expect(await world.stateOf(user)).toMatchObject({ plan: 'business', drift: [] })
  expect(await world.db.overage.findUnique({ where: { userId: user.id } })).toMatchObject({
    enabled: true,
  })
})

test('a downgrade takes the overage along', async () => {
  const user = await story.subscriber(business)
  await overage.saveOverage(user.id, 50_00)
  await story.change(user, pro)
  const { schedule } = await story.subscriptionOf(user)
  const { phases } = await world.stripe.subscriptionSchedules.retrieve(schedule as string)
  expect(phases.map(({ items }) => items.length)).toEqual([2, 2])
  const end = (await story.subscriptionOf(user)).items.data[0]?.current_period_end ?? 0
  await world.deliverAll(await story.travelTo(end + 2 * 3_600))
  expect(await world.stateOf(user)).toMatchObject({ plan: 'pro', drift: [] })
  expect((await story.subscriptionOf(user)).items.data).toHaveLength(2)
  expect(await world.db.overage.findUnique({ where: { userId: user.id } })).toMatchObject({
    enabled: true,
  })
})

test('to a yearly plan only without overage', async () => {
  const user = await story.subscriber(pro)
  await overage.saveOverage(user.id, 50_00)
  const yearly = { plan: 'pro', interval: 'year' } as const
  await expect(world.previewChange(user.id, yearly)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Turn overage off first'),
  })
  await overage.turnOffOverage(user.id)
  const { result } = await story.change(user, yearly)
  expect(result).toEqual({ status: 'changed' })
  expect((await story.subscriptionOf(user)).items.data).toHaveLength(1)
})

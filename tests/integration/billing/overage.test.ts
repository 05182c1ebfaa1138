import { afterAll, beforeAll, expect, test } from 'vitest'
import type { User } from '@/prisma/generated/client'
import { clock } from '@/lib/clock'
import { audit, readBalance, statement } from '@/lib/credits'
import { credits } from '@/lib/credits/unit'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { overageWorld } from '@/tests/support/overage'

let world: BillingWorld
let story: Awaited<ReturnType<typeof overageWorld>>
beforeAll(async () => {
  world = await billingWorld()
  story = await overageWorld(world)
})
afterAll(() => world.close())

const proMonth = { plan: 'pro', interval: 'month' } as const

/** On Pro, with overage up to $25.00 (1,000 credits) and nothing left of what was paid for. */
async function spentOut({ capMinor = 25_00 } = {}): Promise<User> {
  const user = await story.subscriber(proMonth)
  await story.settings.saveOverage(user.id, capMinor)
  const { available } = await readBalance(world.db, user.id)
  await story.charge(user, available / 1_000_000)
  return user
}

const refused = { code: 'insufficient_credits' }

test('who has not agreed stops at nothing left', async () => {
  const user = await story.subscriber(proMonth)
  const { available } = await readBalance(world.db, user.id)
  await story.charge(user, available / 1_000_000)
  await expect(story.charge(user, 1)).rejects.toMatchObject(refused)
  expect(await story.buckets(user)).toEqual([])
})

test('FEATURES 3.11: who has agreed goes on, charged at once and under a hold, up to the cap', async () => {
  const user = await spentOut()
  await story.charge(user, 300)
  await story.work(user, 600)
  await expect(story.work(user, 101)).rejects.toMatchObject(refused)
  await story.charge(user, 100)
  await expect(story.charge(user, 1)).rejects.toMatchObject(refused)
  expect(await story.buckets(user)).toMatchObject([{ granted: BigInt(credits(1_000)) }])
  expect(await world.overageView(user.id)).toMatchObject({
    setting: { enabled: true, capMinor: 25_00, perThousandMinor: 25_00 },
    period: { used: credits(1_000), usedMinor: 25_00 },
  })
  expect(await audit(world.db, { userId: user.id })).toEqual([])
})

test('the statement shows what was spent, and no credits that came or went', async () => {
  const user = await spentOut()
  await story.charge(user, 300)
  await story.work(user, 100)
  await story.settings.turnOffOverage(user.id)
  const { lines } = await statement(world.db, user.id, { limit: 20 })
  expect(lines.map(({ kind, delta, balanceAfter }) => [kind, delta, balanceAfter])).toEqual([
    ['burn', -credits(100), 0],
    ['burn', -credits(300), 0],
    ['burn', -credits(1_100), 0],
    ['grant', credits(1_000), credits(1_100)],
    ['grant', credits(100), credits(100)],
  ])
  expect(lines[1]?.buckets).toMatchObject([{ kind: 'overage', amount: credits(300) }])
  expect(await audit(world.db, { userId: user.id })).toEqual([])
})

test('in a transaction of the caller’s it opens with it, or not at all', async () => {
  const user = await spentOut()
  await expect(story.chargeWithin(user, 10, true)).rejects.toThrow('could not be written')
  expect(await story.buckets(user)).toEqual([])
  await Promise.all(Array.from({ length: 8 }, () => story.chargeWithin(user, 10)))
  expect(await world.overageView(user.id)).toMatchObject({ period: { used: credits(80) } })
})

test('fifty at once never go past the cap', async () => {
  const user = await spentOut()
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, () => story.charge(user, 30)),
  )
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(33)
  expect(await story.buckets(user)).toHaveLength(1)
  expect(await readBalance(world.db, user.id)).toMatchObject({ available: credits(10), debt: 0 })
})

test('what is bought later is used before the rest of the overage', async () => {
  const user = await spentOut()
  await story.charge(user, 100)
  const { events } = await world.buy(user, { kind: 'topup', pack: 'small' })
  await world.deliverAll(events)
  await story.charge(user, 250)
  expect(await world.overageView(user.id)).toMatchObject({ period: { used: credits(100) } })
})

test('checklist 36: what was spent is reported once, whoever reports, and sent again counts once', async () => {
  const user = await spentOut()
  await story.charge(user, 40)
  await Promise.all(Array.from({ length: 5 }, () => world.reportOverage()))
  expect(await story.reports(user)).toMatchObject([{ quantity: 40_000n, error: null }])
  expect(await story.counted(user)).toBe(40_000)
  // The answer was lost: for all we know it never arrived.
  await world.db.overageReport.updateMany({
    where: { userId: user.id },
    data: { sentAt: null, nextTryAt: clock.now() },
  })
  await world.reportOverage()
  expect(await story.reports(user)).toMatchObject([{ sentAt: expect.any(Date), error: null }])
  expect(await story.counted(user)).toBe(40_000)
  await story.charge(user, 2)
  await world.reportOverage()
  expect(await story.counted(user)).toBe(42_000)
})

test('what Stripe does not take is kept, said why, and sent later', async () => {
  const user = await spentOut()
  await story.charge(user, 7)
  const lose = world.proxy.rewrite(({ path }) =>
    path === '/v1/billing/meter_events'
      ? { status: 500, body: { error: { type: 'api_error', message: 'down' } } }
      : undefined,
  )
  expect(await world.reportOverage()).toMatchObject({ sent: 0 })
  lose()
  const [row] = await story.reports(user)
  expect(row).toMatchObject({ sentAt: null, error: expect.stringMatching(/^unknown: /) })
  await world.db.overageReport.updateMany({
    where: { userId: user.id },
    data: { nextTryAt: clock.now() },
  })
  await world.reportOverage()
  expect(await story.counted(user)).toBe(7_000)
})

test('parts of a credit add up, and none is billed twice or lost', async () => {
  const user = await spentOut()
  const { charge } = await import('@/lib/credits')
  for (const part of [1, 2, 3]) {
    await story.charge(user, 1).catch(() => undefined)
    await charge(world.db, {
      userId: user.id,
      operationKey: `part:${part}`,
      requestHash: 'part',
      amount: credits(1),
      detail: { operation: 'unit', requestId: `${part}` },
    })
    await world.reportOverage()
  }
  const reported = (await story.reports(user)).reduce((sum, { quantity }) => sum + quantity, 0n)
  expect(reported).toBe(6_000n)
})

test('turned off, nothing more is spent, what is under way ends, and turned on again the cap is the same', async () => {
  const user = await spentOut()
  await story.charge(user, 100)
  await story.work(user, 50, () => story.settings.turnOffOverage(user.id))
  await expect(story.charge(user, 1)).rejects.toMatchObject(refused)
  expect(await readBalance(world.db, user.id)).toMatchObject({ available: 0, debt: 0, held: 0 })
  await story.settings.saveOverage(user.id, 25_00)
  await story.charge(user, 850)
  await expect(story.charge(user, 1)).rejects.toMatchObject(refused)
  expect(await world.overageView(user.id)).toMatchObject({ period: { used: credits(1_000) } })
  expect(await audit(world.db, { userId: user.id })).toEqual([])
})

test('a cap that is raised or lowered holds at once, and never below what was spent', async () => {
  const user = await spentOut()
  await story.charge(user, 400)
  await story.settings.saveOverage(user.id, 5_00)
  await expect(story.charge(user, 1)).rejects.toMatchObject(refused)
  await story.settings.saveOverage(user.id, 50_00)
  await story.charge(user, 1_600)
  await expect(story.charge(user, 1)).rejects.toMatchObject(refused)
  await world.reportOverage()
  expect(await story.counted(user)).toBe(2_000_000)
})

test('two clicks at once make one item on the subscription', async () => {
  const user = await story.subscriber(proMonth)
  await Promise.all([1, 2, 3].map(() => story.settings.saveOverage(user.id, 25_00)))
  expect((await story.subscriptionOf(user)).items.data).toHaveLength(2)
})

test('the renewal bills what was spent, and the next period has a cap of its own', async () => {
  const user = await spentOut()
  await story.charge(user, 400)
  await world.reportOverage()
  const { items } = await story.subscriptionOf(user)
  const end = items.data[0]!.current_period_end
  // The last minutes of a period are noted when it is over, and still belong to it.
  await story.travelTo(end - 60)
  await story.charge(user, 20)
  await story.travelTo(end + 20 * 60)
  await world.reportOverage()
  await world.deliverAll(await story.travelTo(end + 2 * 3_600))
  await world.deliverAll((await world.allEvents()).filter(({ created }) => created >= end))
  const invoices = await world.stripe.invoices.list({
    customer: await world.ensureCustomer(user.id),
  })
  expect(invoices.data[0]).toMatchObject({ amount_due: 20_00 + 10_50, status: 'paid' })
  const { available } = await readBalance(world.db, user.id)
  await story.charge(user, available / 1_000_000)
  await story.charge(user, 1_000)
  await expect(story.charge(user, 1)).rejects.toMatchObject(refused)
})

test('yearly plans, trials and Free do not have it, and say so', async () => {
  const yearly = await story.subscriber({ plan: 'pro', interval: 'year' })
  await expect(story.settings.saveOverage(yearly.id, 25_00)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('yearly'),
  })
  const free = await world.newUser()
  expect(await world.overageView(free.id)).toEqual({
    offer: { reason: expect.any(String) },
    setting: null,
    period: null,
  })
})

test('a subscription that bills it no more ends it', async () => {
  const user = await spentOut()
  await story.charge(user, 10)
  const { id } = await story.subscriptionOf(user)
  const events = await world.eventsOf(() => world.stripe.subscriptions.cancel(id))
  await world.deliverAll(events)
  expect(await world.db.overage.findUnique({ where: { userId: user.id } })).toMatchObject({
    enabled: false,
  })
  await expect(story.charge(user, 1)).rejects.toMatchObject(refused)
})

test('a plan that ends is billed its last overage, and the payment is listed', async () => {
  const user = await spentOut()
  await story.charge(user, 400)
  await world.reportOverage()
  const { id } = await story.subscriptionOf(user)
  const last = await world.eventsOf(() =>
    world.stripe.subscriptions.cancel(id, { invoice_now: true }),
  )
  await world.deliverAll(last)
  const soon = Math.floor(clock.now().getTime() / 1_000) + 2 * 3_600
  await world.deliverAll(await story.travelTo(soon))
  const { payments } = await world.listPayments(user.id, { limit: 10 })
  expect(payments[0]).toMatchObject({
    description: 'Overage',
    amountMinor: 10_00,
    status: 'paid',
    hostedInvoiceUrl: expect.any(String),
  })
  expect(await world.overageView(user.id)).toMatchObject({ setting: { enabled: false } })
})

test('a plan that is ended at once is billed its last overage an hour later, once', async () => {
  // Plans of the tests above have ended too.
  await world.reportOverage()
  const user = await spentOut()
  await story.charge(user, 400)
  const { id } = await story.subscriptionOf(user)
  await world.deliverAll(await world.eventsOf(() => world.stripe.subscriptions.cancel(id)))
  expect(await world.reportOverage()).toMatchObject({ last: 0 })
  const ended = Math.floor(clock.now().getTime() / 1_000)
  await story.travelTo(ended + 2 * 3_600)
  expect(await world.reportOverage()).toMatchObject({ last: 1 })
  expect(await world.reportOverage()).toMatchObject({ last: 0 })
  const { payments } = await world.listPayments(user.id, { limit: 10 })
  expect(payments[0]).toMatchObject({ description: 'Overage', amountMinor: 10_00, status: 'paid' })
  const bills = await world.stripe.invoices.list({ customer: await world.ensureCustomer(user.id) })
  expect(bills.data.filter(({ metadata }) => metadata?.kind === 'overage')).toHaveLength(1)
  // Its own events say the same.
  await world.deliverAll(await world.allEvents())
  expect((await world.stateOf(user)).payments).toHaveLength(2)
})

test('the cap is mailed once', async () => {
  const user = await spentOut()
  await story.charge(user, 995)
  await world.reportOverage()
  await world.reportOverage()
  const { mails } = await world.stateOf(user)
  expect(mails.filter((template) => template === 'overage_cap')).toHaveLength(1)
})

test('what Stripe could not count is noted at the report it names', async () => {
  const user = await spentOut()
  await story.charge(user, 3)
  await world.reportOverage()
  const [report] = await story.reports(user)
  const thin = {
    id: 'evt_test_meter_errors',
    object: 'v2.core.event',
    type: 'v1.billing.meter.error_report_triggered',
    livemode: false,
    created: new Date().toISOString(),
  }
  const error_types = [
    {
      code: 'meter_event_customer_not_found',
      error_count: 1,
      sample_errors: [
        { error_message: 'No customer found.', request: { identifier: report?.id } },
        { error_message: 'No customer found.', request: { identifier: 'another app’s' } },
      ],
    },
  ]
  const data = { developer_message_summary: 'There are 2 invalid events' }
  const tell = world.proxy.rewrite(({ path }) =>
    path === `/v2/core/events/${thin.id}`
      ? {
          status: 200,
          body: { ...thin, data: { ...data, reason: { error_count: 2, error_types } } },
        }
      : undefined,
  )
  await world.deliverAll([thin as never])
  tell()
  expect(await story.reports(user)).toMatchObject([
    {
      error: 'not counted: meter_event_customer_not_found: No customer found.',
      sentAt: expect.any(Date),
    },
  ])
})

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Stripe } from 'stripe'
import { credits } from '@/lib/credits/unit'
import type { User } from '@/prisma/generated/client'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

const proMonthly = { kind: 'subscription', plan: 'pro', interval: 'month' } as const

const proState = {
  available: credits(1_100),
  plan: 'pro',
  subscriptions: [{ planKey: 'pro', status: 'active' }],
  payments: [
    { kind: 'subscription', itemKey: 'pro', status: 'paid', amountMinor: 2_000, refundedMinor: 0 },
  ],
  grants: [
    { kind: 'plan', granted: credits(100) },
    { kind: 'plan', granted: credits(1_000) },
  ],
  checkouts: [{ itemKey: 'pro', status: 'paid' }],
  mails: ['subscription_started'],
  drift: [],
}

/** The state with the grants in order of size: their keys hold random ids. */
async function stateOf(user: User) {
  const state = await world.stateOf(user)
  return { ...state, grants: state.grants.toSorted((a, b) => a.granted - b.granted) }
}

async function subscribe(item: Parameters<typeof world.startCheckout>[0]['item'] = proMonthly) {
  const user = await world.newUser()
  const { events, sessionId } = await world.buy(user, item)
  return { user, events, sessionId }
}

async function subscriptionOf(user: User): Promise<string> {
  const row = await world.db.subscription.findFirstOrThrow({ where: { userId: user.id } })
  return row.id
}

test('subscribing gives the plan, its credits and a mail; Free is paused', async () => {
  const { user, events, sessionId } = await subscribe()
  await world.deliverAll(events)
  expect(await stateOf(user)).toEqual(proState)
  expect(await world.checkoutStatus(user.id, sessionId)).toMatchObject({
    status: 'paid',
    planKey: 'pro',
    credits: 1_000,
  })
  expect(await world.billingSummary(user.id)).toMatchObject({
    planKey: 'pro',
    planName: 'Pro',
    subscription: { status: 'active', interval: 'month', cancelAt: null, hasAccess: true },
  })
  expect(
    await world.db.creditAllowance.findFirst({ where: { userId: user.id, sourceKey: 'free' } }),
  ).toMatchObject({ paused: true })
})

test('FEATURES 2.11: a year is twelve months of credits, one at a time', async () => {
  const { user, events } = await subscribe({ ...proMonthly, interval: 'year' })
  await world.deliverAll(events)
  expect((await stateOf(user)).grants).toEqual(proState.grants)
  const allowance = await world.db.creditAllowance.findFirstOrThrow({
    where: { userId: user.id, sourceKey: { startsWith: 'invoice_line:' } },
  })
  const days = ((allowance.until?.getTime() ?? 0) - allowance.anchor.getTime()) / 86_400_000
  expect(Math.round(days)).toBeGreaterThanOrEqual(365)
  expect(allowance).toMatchObject({ amount: 1_000_000_000n, rolloverCap: 500_000_000n })
})

test('checklist 18; FEATURES 6.2: any order and any repetition of the events ends the same', async () => {
  for (let round = 0; round < 4; round += 1) {
    const { user, events } = await subscribe()
    const order = round % 2 === 0 ? events : events.toReversed()
    const start = (round * 3) % order.length
    await world.deliverAll([...order.slice(start), ...order.slice(0, start), ...order.slice(0, 5)])
    expect(await stateOf(user)).toEqual(proState)
  }
})

test('each event that speaks of the subscription is enough alone, should the others be lost', async () => {
  for (const type of [
    'invoice.paid',
    'customer.subscription.created',
    'checkout.session.completed',
  ] as const) {
    const { user, events } = await subscribe()
    await world.deliverAll([typed(events, type)])
    expect(await stateOf(user)).toMatchObject({ available: credits(1_100), plan: 'pro', drift: [] })
  }
})

test('all events of a checkout at once have one effect', async () => {
  const { user, events } = await subscribe()
  const answers = await Promise.all([...events, ...events].map((event) => world.deliver(event)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(await stateOf(user)).toEqual(proState)
})

test('checklist 39: `invoice.paid` and `invoice.payment_succeeded` both delivered: one grant', async () => {
  const { user, events } = await subscribe()
  await world.deliverAll([
    typed(events, 'invoice.paid'),
    typed(events, 'invoice.payment_succeeded'),
  ])
  expect((await stateOf(user)).grants).toEqual(proState.grants)
})

test('checklist 9: a subscriber cannot open a second subscription checkout', async () => {
  const { user, events } = await subscribe()
  await world.deliverAll(events)
  await expect(
    world.startCheckout({ userId: user.id, item: { ...proMonthly, plan: 'business' } }),
  ).rejects.toMatchObject({ code: 'conflict', status: 409 })
  // A top-up beside it is welcome.
  await world.startCheckout({ userId: user.id, item: { kind: 'topup', pack: 'small' } })
})

test('checklist 9: nor the same plan again before the first events have arrived', async () => {
  const { user } = await subscribe()
  await expect(world.startCheckout({ userId: user.id, item: proMonthly })).rejects.toMatchObject({
    code: 'conflict',
  })
})

describe('the end of a subscription', () => {
  test('checklist 17: deleted, then a late updated: ends cancelled', async () => {
    const { user, events } = await subscribe()
    await world.deliverAll(events)
    const id = await subscriptionOf(user)
    const updated = await world.eventsOf(() =>
      world.stripe.subscriptions.update(id, { metadata: { note: 'changed' } }),
    )
    const deleted = await world.eventsOf(() => world.stripe.subscriptions.cancel(id))
    await world.deliverAll([...deleted, ...updated])
    expect(await stateOf(user)).toMatchObject({
      plan: 'free',
      subscriptions: [{ status: 'canceled' }],
    })
    expect(
      await world.db.creditAllowance.findFirst({ where: { userId: user.id, sourceKey: 'free' } }),
    ).toMatchObject({ paused: false })
    expect((await world.billingSummary(user.id)).subscription).toBeNull()
  })

  test('a reading that began before the cancellation never overwrites it', async () => {
    const { user, events } = await subscribe()
    await world.deliverAll(events)
    const id = await subscriptionOf(user)
    const [updated] = await world.eventsOf(() =>
      world.stripe.subscriptions.update(id, { metadata: { note: 'changed' } }),
    )
    if (!updated) throw new Error('no event')
    // The answer to the first reading is on its way while the subscription ends and that is written.
    let reached = () => {}
    const read = new Promise<void>((resolve) => (reached = resolve))
    let arrive = () => {}
    const delayed = new Promise<void>((resolve) => (arrive = resolve))
    let first = true
    const stop = world.proxy.rewrite(async ({ method, path }, answer) => {
      if (!first || method !== 'GET' || path !== `/v1/subscriptions/${id}`) return undefined
      first = false
      reached()
      await delayed
      return answer
    })
    const slow = world.deliver(updated)
    await read
    await world.deliverAll(await world.eventsOf(() => world.stripe.subscriptions.cancel(id)))
    arrive()
    expect((await slow).status).toBe(200)
    stop()
    expect(await stateOf(user)).toMatchObject({
      plan: 'free',
      subscriptions: [{ status: 'canceled' }],
    })
  })

  test('a year ended early grants no further months', async () => {
    const { user, events } = await subscribe({ ...proMonthly, interval: 'year' })
    await world.deliverAll(events)
    const id = await subscriptionOf(user)
    await world.deliverAll(await world.eventsOf(() => world.stripe.subscriptions.cancel(id)))
    expect(
      await world.db.creditAllowance.findFirst({
        where: { userId: user.id, sourceKey: { startsWith: 'invoice_line:' } },
      }),
    ).toMatchObject({ paused: true })
  })

  // Its months went on coming when the invoice that paid for the year was not the latest one.
  test('a year ended early with a final bill grants no further months either', async () => {
    const { user, events } = await subscribe({ ...proMonthly, interval: 'year' })
    await world.deliverAll(events)
    const id = await subscriptionOf(user)
    const ended = await world.eventsOf(() => world.stripe.subscriptions.cancel(id))
    const stop = world.proxy.rewrite(({ path }, answer) =>
      path === `/v1/subscriptions/${id}`
        ? { ...answer, body: { ...(answer.body as object), latest_invoice: null } }
        : undefined,
    )
    await world.deliverAll(ended)
    stop()
    expect(
      await world.db.creditAllowance.findFirst({
        where: { userId: user.id, sourceKey: { startsWith: 'invoice_line:' } },
      }),
    ).toMatchObject({ paused: true })
  })

  test('an event that says what was written last changes nothing; played again it mends', async () => {
    const { user, events } = await subscribe()
    await world.deliverAll(events)
    const again = { ...typed(events, 'customer.subscription.created'), id: `evt_again_${user.id}` }
    await world.deliver(again)
    expect(await world.db.webhookEvent.findUnique({ where: { id: again.id } })).toMatchObject({
      status: 'processed',
      outcome: 'as it was read before',
    })
    const expected = await stateOf(user)
    await world.db.userPlan.deleteMany({ where: { userId: user.id } })
    await world.replayEvent(again.id)
    expect(await stateOf(user)).toEqual(expected)
    // What was read is another thing now.
    const id = await subscriptionOf(user)
    await world.stripe.subscriptions.update(id, { cancel_at_period_end: true })
    await world.deliver({ ...again, id: `evt_changed_${user.id}` })
    expect((await world.billingSummary(user.id)).subscription?.renewsAt).toBeNull()
  })

  test('the events of a payment that arrive together share what is read', async () => {
    const { user, events } = await subscribe()
    const id = typed(events, 'customer.subscription.created').data.object.id
    const read: string[] = []
    const note = ({ method, path }: Stripe.ResponseEvent) => read.push(`${method} ${path}`)
    world.stripe.on('response', note)
    const together = events.flatMap((event) => [event, { ...event, id: `${event.id}_more` }])
    const answers = await Promise.all(together.map(world.deliver))
    world.stripe.off('response', note)
    expect(answers.map(({ status }) => status)).toEqual(together.map(() => 200))
    expect(await stateOf(user)).toEqual(proState)
    const asking = together.filter(({ type }) =>
      /^(customer\.subscription|invoice\.(fin|paid))/.test(type),
    )
    const readings = read.filter((call) => call.startsWith(`GET /v1/subscriptions/${id}`))
    expect(readings.length).toBeLessThan(asking.length)
  })

  // Each waited for the other, and the database ended one of them: 500.
  test('the same event at work twice, once with its effect and once finding nothing to do', async () => {
    const { user, events } = await subscribe()
    await world.deliverAll(events)
    const id = await subscriptionOf(user)
    const again = { ...typed(events, 'customer.subscription.created'), id: `evt_twice_${user.id}` }
    await world.deliver(again)
    await world.db.webhookEvent.update({ where: { id: again.id }, data: { status: 'received' } })
    const other = await world.db.$transaction(async (tx) => {
      await tx.$queryRaw`select 1 from "WebhookEvent" where id = ${again.id} for update`
      const delivery = world.deliver(again)
      await vi.waitFor(async () => {
        const [{ waiting } = { waiting: 0n }] = await world.db.$queryRaw<{ waiting: bigint }[]>`
          select count(*) as waiting from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'`
        expect(waiting).toBe(1n)
      })
      await tx.$executeRaw`update "Subscription" set "syncedAt" = "syncedAt" where id = ${id}`
      return { delivery }
    })
    expect((await other.delivery).status).toBe(200)
  })

  test('FEATURES 2.8: cancelling keeps access until the period ends', async () => {
    const { user, events } = await subscribe()
    await world.deliverAll(events)
    const cancelled = await world.cancelAtPeriodEnd(user.id, await subscriptionOf(user))
    expect(cancelled).toMatchObject({ status: 'active', hasAccess: true, renewsAt: null })
    expect(cancelled.cancelAt).toBe(cancelled.currentPeriodEnd)
    expect(await stateOf(user)).toMatchObject({ plan: 'pro', available: credits(1_100) })
  })

  test('checklist 27: a cancellation in the portal (`cancel_at` only) is shown', async () => {
    const { user, events } = await subscribe()
    await world.deliverAll(events)
    const id = await subscriptionOf(user)
    const cancelAt = Math.floor(Date.now() / 1_000) + 5 * 86_400
    const stop = world.proxy.rewrite(({ path }, { status, body }) =>
      path === `/v1/subscriptions/${id}`
        ? {
            status,
            body: { ...(body as object), cancel_at: cancelAt, cancel_at_period_end: false },
          }
        : undefined,
    )
    const updated = typed(events, 'customer.subscription.created')
    await world.deliver({ ...updated, id: `${updated.id}portal` })
    stop()
    const { subscription } = await world.billingSummary(user.id)
    expect(subscription).toMatchObject({
      cancelAt: new Date(cancelAt * 1_000).toISOString(),
      renewsAt: null,
    })
  })
})

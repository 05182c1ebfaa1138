import type { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { credits } from '@/lib/credits/unit'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { testEnvironment } from '@/tests/support/environment'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

const small = { kind: 'topup', pack: 'small' } as const
const free = credits(100)
const withPack = credits(350)

const paidState = {
  available: withPack,
  plan: 'free',
  subscriptions: [],
  payments: [
    { kind: 'topup', itemKey: 'small', status: 'paid', amountMinor: 600, refundedMinor: 0 },
  ],
  grants: [
    { kind: 'plan', granted: free },
    { kind: 'topup', granted: credits(250) },
  ],
  checkouts: [{ itemKey: 'small', status: 'paid' }],
  mails: ['payment_confirmed'],
  drift: [],
}

const completed = (events: Stripe.Event[]) => {
  const event = events.find(({ type }) => type === 'checkout.session.completed')
  if (!event) throw new Error('the session was not completed')
  return event
}

test('checklist 19, 38: the return page grants nothing; the webhook alone grants', async () => {
  const user = await world.newUser()
  const { sessionId, events } = await world.buy(user, small)
  expect(await world.checkoutStatus(user.id, sessionId)).toMatchObject({
    status: 'pending',
    credits: 250,
    balance: { available: free },
  })
  expect((await world.stateOf(user)).grants).toHaveLength(1)
  await world.deliverAll([completed(events)])
  expect(await world.checkoutStatus(user.id, sessionId)).toMatchObject({
    status: 'paid',
    balance: { available: withPack },
  })
  expect(await world.stateOf(user)).toEqual(paidState)
})

test('checklist 13: the same event twice has one effect', async () => {
  const user = await world.newUser()
  const { events } = await world.buy(user, small)
  const event = completed(events)
  expect(await (await world.deliver(event)).json()).toMatchObject({ outcome: 'processed' })
  expect(await (await world.deliver(event)).json()).toMatchObject({ outcome: 'repeated' })
  expect(await world.stateOf(user)).toEqual(paidState)
})

test('checklist 14: ten deliveries at once have one effect', async () => {
  const user = await world.newUser()
  const { events } = await world.buy(user, small)
  const event = completed(events)
  const answers = await Promise.all(Array.from({ length: 10 }, () => world.deliver(event)))
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
  const outcomes = await Promise.all(
    answers.map(async (answer) => ((await answer.json()) as { outcome: string }).outcome),
  )
  expect(outcomes.filter((outcome) => outcome === 'processed')).toHaveLength(1)
  expect(await world.stateOf(user)).toEqual(paidState)
})

test('the same purchase under another event id grants once', async () => {
  const user = await world.newUser()
  const { events } = await world.buy(user, small)
  const event = completed(events)
  await world.deliverAll([event])
  expect((await world.deliver({ ...event, id: `${event.id}again` })).status).toBe(200)
  expect(await world.stateOf(user)).toEqual(paidState)
})

test('checklist 18: any order and any repetition of a checkout’s events ends the same', async () => {
  for (let round = 0; round < 4; round += 1) {
    const user = await world.newUser()
    const { events } = await world.buy(user, small)
    // Rotations, forwards and backwards; then everything once more.
    const order = round % 2 === 0 ? events : events.toReversed()
    const start = round % order.length
    await world.deliverAll([...order.slice(start), ...order.slice(0, start), ...order])
    expect(await world.stateOf(user)).toEqual(paidState)
  }
})

test('checklist 15: the handler fails: 500, the event is kept; redelivery succeeds', async () => {
  const user = await world.newUser()
  const { events } = await world.buy(user, small)
  const event = completed(events)
  const stop = world.proxy.rewrite(({ path }) =>
    path.startsWith('/v1/payment_intents/')
      ? { status: 400, body: { error: { type: 'api_error', message: 'Stripe has a bad day' } } }
      : undefined,
  )
  const failed = await world.deliver(event)
  expect(failed.status).toBe(500)
  expect(await world.db.webhookEvent.findUnique({ where: { id: event.id } })).toMatchObject({
    status: 'failed',
    attempts: 1,
    error: expect.stringContaining('Stripe has a bad day'),
  })
  expect((await world.stateOf(user)).payments).toEqual([])
  stop()
  expect((await world.deliver(event)).status).toBe(200)
  expect(await world.db.webhookEvent.findUnique({ where: { id: event.id } })).toMatchObject({
    status: 'processed',
    attempts: 2,
    error: null,
  })
  expect(await world.stateOf(user)).toEqual(paidState)
})

test('what failed is also retried by ourselves', async () => {
  const user = await world.newUser()
  const { events } = await world.buy(user, small)
  const stop = world.proxy.rewrite(({ path }) =>
    path.startsWith('/v1/checkout/sessions/')
      ? { status: 400, body: { error: { type: 'api_error', message: 'down' } } }
      : undefined,
  )
  const event = completed(events)
  const minutesAgo = (minutes: number) =>
    world.db.webhookEvent.update({
      where: { id: event.id },
      data: { receivedAt: new Date(Date.now() - minutes * 60_000) },
    })
  expect((await world.deliver(event)).status).toBe(500)
  // Not at once: the first wait is a minute, the second two.
  expect(await world.retryFailedEvents()).toEqual({ succeeded: 0, failed: 0 })
  await minutesAgo(1.1)
  expect(await world.retryFailedEvents()).toEqual({ succeeded: 0, failed: 1 })
  stop()
  expect(await world.retryFailedEvents()).toEqual({ succeeded: 0, failed: 0 })
  await minutesAgo(2.1)
  expect(await world.retryFailedEvents()).toEqual({ succeeded: 1, failed: 0 })
  expect(await world.retryFailedEvents()).toEqual({ succeeded: 0, failed: 0 })
  expect(await world.stateOf(user)).toEqual(paidState)
})

test('checklist 20: `completed` while unpaid grants nothing; `async_payment_succeeded` grants once', async () => {
  const user = await world.newUser()
  const { events, sessionId } = await world.buy(user, small)
  const event = completed(events)
  // A bank debit: the session is complete and its money still under way.
  const stop = world.proxy.rewrite(({ path }, { status, body }) => {
    if (path === `/v1/checkout/sessions/${sessionId}`)
      return { status, body: { ...(body as object), payment_status: 'unpaid' } }
    if (path.startsWith('/v1/payment_intents/'))
      return { status, body: { ...(body as object), status: 'processing' } }
    return undefined
  })
  await world.deliverAll([event])
  expect(await world.stateOf(user)).toMatchObject({
    available: free,
    payments: [{ status: 'pending' }],
    checkouts: [{ status: 'pending' }],
    mails: [],
  })
  expect(await world.checkoutStatus(user.id, sessionId)).toMatchObject({ status: 'pending' })
  stop()
  const arrived = {
    ...event,
    id: `${event.id}async`,
    type: 'checkout.session.async_payment_succeeded',
  }
  await world.deliver(arrived)
  await world.deliver({ ...arrived, id: `${event.id}async2` })
  expect(await world.stateOf(user)).toEqual(paidState)
})

test('`async_payment_failed` grants nothing and tells the user why', async () => {
  const user = await world.newUser()
  const { events, sessionId } = await world.buy(user, small)
  const stop = world.proxy.rewrite(({ path }, { status, body }) => {
    if (path === `/v1/checkout/sessions/${sessionId}`)
      return { status, body: { ...(body as object), payment_status: 'unpaid' } }
    if (!path.startsWith('/v1/payment_intents/')) return undefined
    const last_payment_error = { code: 'card_declined', decline_code: 'insufficient_funds' }
    return {
      status,
      body: { ...(body as object), status: 'requires_payment_method', last_payment_error },
    }
  })
  const event = completed(events)
  const failed = {
    ...event,
    id: `${event.id}failed`,
    type: 'checkout.session.async_payment_failed',
  }
  expect((await world.deliver(failed)).status).toBe(200)
  stop()
  expect(await world.stateOf(user)).toMatchObject({
    available: free,
    payments: [{ status: 'failed' }],
    checkouts: [{ status: 'failed' }],
    mails: ['payment_failed'],
  })
  const { payments } = await world.listPayments(user.id, { limit: 10 })
  expect(payments[0]).toMatchObject({
    failureCode: 'insufficient_funds',
    failureMessage: expect.stringContaining('insufficient funds'),
  })
})

test('a card declined on the page is in the history with its reason, and becomes paid by another card', async () => {
  const user = await world.newUser()
  const { url } = await world.startCheckout({ userId: user.id, item: small })
  const declined = await world.eventsOf(() => world.pay(url, { card: '4000000000009995' }))
  await world.deliverAll(declined)
  expect(await world.stateOf(user)).toMatchObject({
    available: free,
    payments: [{ status: 'failed', amountMinor: 600 }],
    checkouts: [{ status: 'open' }],
    mails: [],
  })
  const { payments } = await world.listPayments(user.id, { limit: 10 })
  expect(payments[0]?.failureMessage).toContain('insufficient funds')

  const paid = await world.eventsOf(() => world.pay(url, { card: '4242424242424242' }))
  // The old decline comes late and last: the payment is read again and stays paid.
  await world.deliverAll([
    ...paid,
    ...declined.map((event) => ({ ...event, id: `${event.id}late` })),
  ])
  expect(await world.stateOf(user)).toEqual(paidState)
})

test('an expired session closes the attempt', async () => {
  const user = await world.newUser()
  const { sessionId } = await world.startCheckout({ userId: user.id, item: small })
  const events = await world.eventsOf(() => world.stripe.checkout.sessions.expire(sessionId))
  await world.deliverAll(events)
  expect(await world.checkoutStatus(user.id, sessionId)).toMatchObject({ status: 'expired' })
})

test('a purchase that a promotion code made free grants once, under the identity of its session', async () => {
  const user = await world.newUser()
  const coupon = await world.stripe.coupons.create({ percent_off: 100, duration: 'once' })
  const price = await world.stripe.prices.list({ lookup_keys: ['pack_small'] })
  const session = await world.stripe.checkout.sessions.create({
    mode: 'payment',
    customer: await world.ensureCustomer(user.id),
    line_items: [{ price: price.data[0]?.id ?? '', quantity: 1 }],
    discounts: [{ coupon: coupon.id }],
    success_url: `${testEnvironment.APP_URL}/billing/return`,
    metadata: { userId: user.id, kind: 'topup', itemKey: 'small', credits: '250' },
  })
  const events = await world.eventsOf(() => world.pay(session.url ?? '', {}))
  await world.deliverAll([...events, { ...completed(events), id: `evt_${session.id}` }])
  expect(await world.stateOf(user)).toMatchObject({
    available: withPack,
    payments: [{ status: 'paid', amountMinor: 0 }],
    drift: [],
  })
  const grant = await world.db.creditGrant.findFirst({ where: { userId: user.id, kind: 'topup' } })
  expect(grant?.sourceKey).toBe(`checkout_session:${session.id}`)
})

test('events of a customer who is none of ours change nothing', async () => {
  const customer = await world.stripe.customers.create({ email: 'stranger@example.com' })
  const price = await world.stripe.prices.list({ lookup_keys: ['pack_small'] })
  const session = await world.stripe.checkout.sessions.create({
    mode: 'payment',
    customer: customer.id,
    line_items: [{ price: price.data[0]?.id ?? '', quantity: 1 }],
    success_url: `${testEnvironment.APP_URL}/elsewhere`,
    metadata: { kind: 'topup', itemKey: 'small', credits: '250' },
  })
  const events = await world.eventsOf(() => world.pay(session.url ?? '', {}))
  const before = await world.db.creditGrant.count()
  await world.deliverAll(events)
  expect(await world.db.creditGrant.count()).toBe(before)
  expect(
    await world.db.webhookEvent.findUnique({ where: { id: completed(events).id } }),
  ).toMatchObject({ outcome: expect.stringContaining('none of ours') })
})

import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHarness, type Harness } from './harness'

const hour = 3_600
const day = 86_400
/** 1 March 2027, 09:00 UTC. */
const start = Date.UTC(2027, 2, 1, 9) / 1000

let harness: Harness
let stripe: Stripe
let monthly: Stripe.Price
let yearly: Stripe.Price

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  const price = (interval: 'month' | 'year') =>
    stripe.prices.create({
      currency: 'usd',
      unit_amount: 1900,
      recurring: { interval },
      product_data: { name: 'Pro' },
    })
  monthly = await price('month')
  yearly = await price('year')
})
afterAll(() => harness.close())

const clocks = () => stripe.testHelpers.testClocks

async function subscribeOn(clock: Stripe.TestHelpers.TestClock, price = monthly) {
  const customer = await stripe.customers.create({ test_clock: clock.id })
  const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    default_payment_method: method.id,
    expand: ['latest_invoice'],
  })
  return { customer, subscription }
}

/** Waits for Stripe's own sign that it is over. */
const ready = (clock: { id: string }, since = 0) =>
  harness.until((all) =>
    all
      .slice(since)
      .some(
        ({ event }) =>
          event.type === 'test_helpers.test_clock.ready' && event.data.object.id === clock.id,
      ),
  )

async function advance(clock: { id: string }, to: number): Promise<void> {
  const seen = harness.received.length
  await clocks().advance(clock.id, { frozen_time: to })
  await ready(clock, seen)
}

describe('a test clock', () => {
  it('is made, read, listed and deleted, with its customers', async () => {
    const clock = await clocks().create({ frozen_time: start, name: 'March' })
    expect(clock).toMatchObject({
      object: 'test_helpers.test_clock',
      frozen_time: start,
      name: 'March',
      status: 'ready',
      livemode: false,
    })
    expect(clock.deletes_after - clock.created).toBe(30 * day)
    expect(await clocks().retrieve(clock.id)).toMatchObject({ id: clock.id })
    expect((await clocks().list()).data.map(({ id }) => id)).toContain(clock.id)

    const { customer, subscription } = await subscribeOn(clock)
    expect(await clocks().del(clock.id)).toMatchObject({
      id: clock.id,
      object: 'test_helpers.test_clock',
      deleted: true,
    })
    await expect(clocks().retrieve(clock.id)).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      message: `No such billingclock: '${clock.id}'`,
    })
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true })
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled')
  })

  it('is the time of everything its customers have', async () => {
    const clock = await clocks().create({ frozen_time: start })
    const { customer, subscription } = await subscribeOn(clock)
    const invoice = subscription.latest_invoice as Stripe.Invoice
    expect(customer).toMatchObject({ test_clock: clock.id, created: start })
    expect(subscription).toMatchObject({ test_clock: clock.id, created: start })
    expect(subscription.items.data[0]!.current_period_end).toBe(Date.UTC(2027, 3, 1, 9) / 1000)
    expect(invoice).toMatchObject({ test_clock: clock.id, created: start, status: 'paid' })
  })

  it('goes on to `ready`, and what is due happens at its moment', async () => {
    const clock = await clocks().create({ frozen_time: start })
    const { subscription } = await subscribeOn(clock)
    const end = subscription.items.data[0]!.current_period_end

    const answer = await clocks().advance(clock.id, { frozen_time: end + 2 * hour })
    expect(answer).toMatchObject({
      status: 'advancing',
      frozen_time: start,
      status_details: { advancing: { target_frozen_time: end + 2 * hour } },
    })
    await ready(clock)
    expect(await clocks().retrieve(clock.id)).toMatchObject({
      status: 'ready',
      frozen_time: end + 2 * hour,
    })
    const { data } = await stripe.invoices.list({ subscription: subscription.id })
    expect(data[0]).toMatchObject({
      billing_reason: 'subscription_cycle',
      created: end,
      status: 'paid',
      status_transitions: { finalized_at: end + hour },
    })
    const types = harness.received
      .map(({ event }) => event)
      .filter((event) => (event.data.object as { id: string }).id === clock.id)
      .map(({ type }) => type)
    expect(types).toEqual([
      'test_helpers.test_clock.created',
      'test_helpers.test_clock.advancing',
      'test_helpers.test_clock.ready',
    ])
  })

  it('may be given to a customer who is there already, once', async () => {
    const customer = await stripe.customers.create({ name: 'Early' })
    const clock = await clocks().create({ frozen_time: start, customer: customer.id })
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ test_clock: clock.id })
    await expect(
      clocks().create({ frozen_time: start, customer: customer.id }),
    ).rejects.toMatchObject({ statusCode: 400, param: 'customer' })
  })

  it('moves nobody else, and nobody else moves it', async () => {
    const clock = await clocks().create({ frozen_time: start })
    const other = await clocks().create({ frozen_time: start })
    const mine = await subscribeOn(clock)
    const theirs = await subscribeOn(other)
    await advance(clock, start + 40 * day)
    const untouched = await stripe.subscriptions.retrieve(theirs.subscription.id)
    expect(untouched.items.data).toEqual(theirs.subscription.items.data)

    const now = await stripe.subscriptions.retrieve(mine.subscription.id)
    await fetch(`${harness.url}/api/clock/advance`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to: start + 120 * day }),
    })
    expect(await stripe.subscriptions.retrieve(mine.subscription.id)).toMatchObject({
      items: { data: [{ current_period_end: now.items.data[0]!.current_period_end }] },
    })
  })
})

describe('the limits of a test clock', () => {
  it('takes three customers, whom only its own list shows', async () => {
    const clock = await clocks().create({ frozen_time: start })
    const ids: string[] = []
    for (const name of ['a', 'b', 'c'])
      ids.push((await stripe.customers.create({ name, test_clock: clock.id })).id)
    await expect(stripe.customers.create({ test_clock: clock.id })).rejects.toMatchObject({
      statusCode: 400,
      param: 'test_clock',
    })
    const listed = await stripe.customers.list({ test_clock: clock.id })
    expect(listed.data.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
    expect((await stripe.customers.list({ limit: 100 })).data.map(({ id }) => id)).not.toContain(
      ids[0],
    )
  })

  it('never goes back', async () => {
    const clock = await clocks().create({ frozen_time: start })
    await expect(clocks().advance(clock.id, { frozen_time: start })).rejects.toMatchObject({
      statusCode: 400,
      param: 'frozen_time',
    })
  })

  it('goes two of the shortest intervals at once, and says so in Stripe’s words', async () => {
    const clock = await clocks().create({ frozen_time: start })
    await subscribeOn(clock, yearly)
    await subscribeOn(clock, monthly)
    const limit = Date.UTC(2027, 4, 1, 9) / 1000
    await expect(clocks().advance(clock.id, { frozen_time: limit + 1 })).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringMatching(
        new RegExp(
          `^The frozen time of this clock is ${start} \\(2027-03-01 09:00:00 UTC\\)\\. You can only advance it up to ${limit} \\(2027-05-01 09:00:00 UTC\\)\\. You can only advance a test clock up to two intervals`,
        ),
      ) as unknown,
    })
    await advance(clock, limit)
  })

  it('goes two years without a subscription', async () => {
    const clock = await clocks().create({ frozen_time: start })
    const limit = Date.UTC(2029, 2, 1, 9) / 1000
    await expect(clocks().advance(clock.id, { frozen_time: limit + 1 })).rejects.toThrow(
      'You can only advance it up to',
    )
    await advance(clock, limit)
  })

  it('lets nobody change anything of it while it advances', async () => {
    const clock = await clocks().create({ frozen_time: start })
    const { subscription, customer } = await subscribeOn(clock)
    await clocks().advance(clock.id, { frozen_time: start + 59 * day })
    const refusal = {
      statusCode: 429,
      message: `Test clock advancement underway - cannot perform modifications: ${clock.id}`,
    }
    const attempts = await Promise.allSettled([
      stripe.subscriptions.update(subscription.id, { metadata: { a: '1' } }),
      stripe.customers.update(customer.id, { name: 'Later' }),
      clocks().advance(clock.id, { frozen_time: start + 60 * day }),
    ])
    for (const one of attempts) expect(one).toMatchObject({ status: 'rejected', reason: refusal })
    await ready(clock)
    await stripe.subscriptions.update(subscription.id, { metadata: { a: '1' } })
  })

  it('goes on where it was when the sandbox ends in the middle', async () => {
    const clock = await clocks().create({ frozen_time: start })
    const { subscription } = await subscribeOn(clock)
    await clocks().advance(clock.id, { frozen_time: start + 40 * day })
    await harness.restart()
    await ready(clock)
    const { data } = await stripe.invoices.list({ subscription: subscription.id })
    expect(data.map(({ status }) => status)).toEqual(['paid', 'paid'])
  })
})

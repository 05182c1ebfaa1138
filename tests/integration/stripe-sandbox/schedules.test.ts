import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHarness, type Harness } from './harness'
import { day, february, halfway, hour, linesOf, march, priceOf, startLife } from './life'

const april = Date.UTC(2027, 3, 1) / 1000

let harness: Harness
let stripe: Stripe
let starter: Stripe.Price
let pro: Stripe.Price
let yearly: Stripe.Price

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  starter = await priceOf(harness, 'Starter', 1000)
  pro = await priceOf(harness, 'Pro', 5000)
  yearly = await priceOf(harness, 'Starter yearly', 10_000, { interval: 'year' })
})
afterAll(() => harness.close())

async function subscribe() {
  const life = await startLife(harness)
  const subscription = await stripe.subscriptions.create({
    customer: life.customer.id,
    items: [{ price: pro.id }],
  })
  return { life, subscription }
}

/** A downgrade at the end of the period, as an app asks for it. */
async function downgrade(price = starter, interval: 'month' | 'year' = 'month') {
  const made = await subscribe()
  const created = await stripe.subscriptionSchedules.create({
    from_subscription: made.subscription.id,
  })
  const [current] = created.phases
  const schedule = await stripe.subscriptionSchedules.update(created.id, {
    end_behavior: 'release',
    phases: [
      {
        items: [{ price: pro.id, quantity: 1 }],
        start_date: current!.start_date,
        end_date: current!.end_date,
      },
      { items: [{ price: price.id, quantity: 1 }], duration: { interval, interval_count: 1 } },
    ],
  })
  return { ...made, created, schedule }
}

const read = (id: string) => stripe.subscriptions.retrieve(id)

describe('a schedule from a subscription', () => {
  it('begins with the period it is in, and is named by the subscription', async () => {
    const { subscription, created } = await downgrade()
    expect(created).toMatchObject({
      status: 'active',
      end_behavior: 'release',
      subscription: subscription.id,
      current_phase: { start_date: february, end_date: march },
      phases: [{ start_date: february, end_date: march, items: [{ price: pro.id, quantity: 1 }] }],
    })
    expect((await read(subscription.id)).schedule).toBe(created.id)
  })

  it('takes phases only afterwards, and one at a time', async () => {
    const { subscription } = await subscribe()
    await expect(
      stripe.subscriptionSchedules.create({
        from_subscription: subscription.id,
        phases: [{ items: [{ price: pro.id }] }],
      }),
    ).rejects.toMatchObject({
      statusCode: 400,
      message: 'You cannot set `phases` if `from_subscription` is set.',
    })
    await stripe.subscriptionSchedules.create({ from_subscription: subscription.id })
    await expect(
      stripe.subscriptionSchedules.create({ from_subscription: subscription.id }),
    ).rejects.toMatchObject({ statusCode: 400 })
  })

  it('keeps the phase that runs', async () => {
    const { schedule } = await downgrade()
    await expect(
      stripe.subscriptionSchedules.update(schedule.id, {
        phases: [{ items: [{ price: starter.id }], start_date: march, end_date: april }],
      }),
    ).rejects.toMatchObject({ statusCode: 400 })
  })
})

describe('a downgrade at the end of the period', () => {
  it('is seen before it comes, in the phases and in the next invoice', async () => {
    const { subscription, schedule } = await downgrade()
    expect(schedule.phases[1]).toMatchObject({
      start_date: march,
      end_date: april,
      items: [{ price: starter.id, quantity: 1 }],
    })
    expect((await read(subscription.id)).items.data[0]!.price.id).toBe(pro.id)
    const next = await stripe.invoices.createPreview({ subscription: subscription.id })
    expect(next.amount_due).toBe(1000)
  })

  it('comes with the renewal, without prorations, and lets go at its end', async () => {
    const { life, subscription, schedule } = await downgrade()
    const since = (await stripe.events.list({ limit: 1 })).data[0]!.id
    await life.advance(march + 2 * hour)
    const after = await read(subscription.id)
    expect(after.items.data[0]).toMatchObject({
      price: { id: starter.id },
      current_period_start: march,
      current_period_end: april,
    })
    const [renewal] = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(linesOf(renewal!)).toEqual([
      { amount: 1000, description: '1 × Starter (at $10.00 / month)', proration: false },
    ])
    const types = (await life.events(since)).map((event) => event.type)
    expect(types.slice(0, 4)).toEqual([
      'invoice.upcoming',
      'subscription_schedule.updated',
      'customer.subscription.updated',
      'invoice.created',
    ])
    await life.advance(april + 2 * hour)
    expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
      status: 'released',
      released_subscription: subscription.id,
      subscription: null,
      current_phase: null,
    })
    expect(await read(subscription.id)).toMatchObject({ status: 'active', schedule: null })
    expect((await stripe.invoices.list({ subscription: subscription.id })).data).toHaveLength(3)
  })

  it('to another interval begins its year then', async () => {
    const { life, subscription } = await downgrade(yearly, 'year')
    await life.advance(march + 2 * hour)
    const after = await read(subscription.id)
    expect(after.items.data[0]).toMatchObject({
      price: { id: yearly.id },
      current_period_start: march,
      current_period_end: Date.UTC(2028, 2, 1) / 1000,
    })
    const [renewal] = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(renewal).toMatchObject({ amount_paid: 10_000, status: 'paid' })
  })

  it('can be taken back', async () => {
    const { life, subscription, schedule } = await downgrade()
    const since = (await stripe.events.list({ limit: 1 })).data[0]!.id
    const released = await stripe.subscriptionSchedules.release(schedule.id)
    expect(released).toMatchObject({ status: 'released', released_subscription: subscription.id })
    expect((await read(subscription.id)).schedule).toBeNull()
    const events = await life.events(since)
    expect(events.map((event) => event.type)).toEqual([
      'subscription_schedule.released',
      'customer.subscription.updated',
    ])
    await life.advance(march + 2 * hour)
    expect((await read(subscription.id)).items.data[0]!.price.id).toBe(pro.id)
    await expect(stripe.subscriptionSchedules.release(schedule.id)).rejects.toMatchObject({
      statusCode: 400,
      message:
        'You cannot release a subscription schedule that is currently in the `released` status. It must be in `not_started`, `active` status to be released.',
    })
  })
})

describe('a subscription under a schedule', () => {
  it('is cancelled through the schedule', async () => {
    const { life, subscription, schedule } = await downgrade()
    await expect(
      stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true }),
    ).rejects.toMatchObject({
      statusCode: 400,
      message: `The subscription is managed by the subscription schedule \`${schedule.id}\`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.`,
    })
    await stripe.subscriptionSchedules.update(schedule.id, {
      end_behavior: 'cancel',
      phases: [{ items: [{ price: pro.id }], start_date: february, end_date: march }],
    })
    expect(await read(subscription.id)).toMatchObject({ cancel_at: march })
    await life.advance(march + 2 * hour)
    expect((await read(subscription.id)).status).toBe('canceled')
    expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
      status: 'completed',
      completed_at: march,
    })
  })

  it('takes the schedule along when it ends', async () => {
    const { subscription, schedule } = await downgrade()
    await stripe.subscriptions.cancel(subscription.id)
    expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
      status: 'canceled',
      canceled_at: february,
    })
  })

  it('changes in the middle of a period, with prorations', async () => {
    const { life, subscription, created } = await downgrade()
    await stripe.subscriptionSchedules.update(created.id, {
      phases: [
        { items: [{ price: pro.id }], start_date: february, end_date: halfway },
        {
          items: [{ price: starter.id }],
          end_date: march,
          proration_behavior: 'always_invoice',
        },
      ],
    })
    await life.advance(halfway + day)
    const [invoice] = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(linesOf(invoice!).map((line) => line.amount)).toEqual([-2500, 500])
  })
})

describe('a schedule of its own', () => {
  it('makes its subscription when it begins', async () => {
    const life = await startLife(harness)
    const schedule = await stripe.subscriptionSchedules.create({
      customer: life.customer.id,
      start_date: halfway,
      end_behavior: 'cancel',
      phases: [
        { items: [{ price: starter.id }], duration: { interval: 'month', interval_count: 2 } },
      ],
    })
    expect(schedule).toMatchObject({ status: 'not_started', subscription: null })
    await life.advance(halfway + hour)
    const begun = await stripe.subscriptionSchedules.retrieve(schedule.id)
    expect(begun.status).toBe('active')
    expect(await read(begun.subscription as string)).toMatchObject({
      status: 'active',
      schedule: schedule.id,
      start_date: halfway,
      cancel_at: Date.UTC(2027, 3, 15) / 1000,
    })
  })
})

import type { Stripe } from 'stripe'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Trip } from '@/sandbox/stripe/travel'
import { startHarness, type Harness } from './harness'

const hour = 3_600
const day = 86_400

let harness: Harness
let stripe: Stripe
let monthly: Stripe.Price

beforeEach(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  monthly = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1900,
    recurring: { interval: 'month' },
    product_data: { name: 'Pro' },
  })
})
afterEach(() => harness.close())

type State = { now: number; offsetMs: number; trip: Trip | null }

async function clock(): Promise<State> {
  return (await (await fetch(`${harness.url}/api/clock`)).json()) as State
}

const post = (target: object) =>
  fetch(`${harness.url}/api/clock/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(target),
  })

async function advance(target: object): Promise<State & { trip: Trip }> {
  const response = await post(target)
  const state = (await response.json()) as State & { trip: Trip }
  expect({ status: response.status, state }).toMatchObject({ status: 200 })
  return state
}

async function subscribe(
  card = 'pm_card_visa',
  params: Partial<Stripe.SubscriptionCreateParams> = {},
): Promise<Stripe.Subscription> {
  const customer = await stripe.customers.create({ email: 'sub@example.com' })
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id })
  return stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: monthly.id }],
    default_payment_method: method.id,
    ...params,
  })
}

const periodEnd = (subscription: Stripe.Subscription) =>
  subscription.items.data[0]!.current_period_end

/** What was said about one object, oldest first. */
async function eventsOf(wanted: (object: { id: string }) => boolean): Promise<Stripe.Event[]> {
  const { data } = await stripe.events.list({ limit: 100 })
  return data.filter((event) => wanted(event.data.object as { id: string })).toReversed()
}

describe('the sandbox clock', () => {
  it('stands where it was moved to, and new objects are of that time', async () => {
    const { now } = await clock()
    const to = now + 40 * day
    const moved = await advance({ to })
    expect(moved.now).toBeGreaterThanOrEqual(to)
    expect((await stripe.customers.create()).created).toBeGreaterThanOrEqual(to)
    const [event] = (await stripe.events.list({ limit: 1 })).data
    expect(event!.created).toBeGreaterThanOrEqual(to)
  })

  it('signs webhooks with the real time, so that the app takes them', async () => {
    await advance({ by: 'month' })
    await stripe.customers.create({ email: 'signed@example.com' })
    await harness.until((all) => all.some(({ event }) => event.type === 'customer.created'))
    const { body, signature } = harness.received.find(
      ({ event }) => event.type === 'customer.created',
    )!
    const event = stripe.webhooks.constructEvent(body, signature, 'whsec_harness0123456789')
    expect(event.created * 1000).toBeGreaterThan(Date.now() + 27 * day * 1000)
  })

  it('stays moved over a restart', async () => {
    const { now } = await clock()
    await advance({ to: now + 3 * day })
    await harness.restart()
    expect((await clock()).now).toBeGreaterThanOrEqual(now + 3 * day)
  })

  it.each([
    ['back', { to: 1_000_000 }],
    ['nowhere', {}],
    ['by a unit it does not know', { by: 'year' }],
    ['to a renewal that nobody has', { toNextRenewal: true }],
    ['further than two years', { to: 4_000_000_000 }],
  ])('refuses to go %s', async (_, target) => {
    const before = await clock()
    const response = await post(target)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'invalid' })
    expect((await clock()).offsetMs).toBe(before.offsetMs)
  })

  it('makes one journey at a time', async () => {
    const { now } = await clock()
    const answers = await Promise.all([post({ to: now + day }), post({ to: now + 2 * day })])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  })
})

describe('a renewal by the clock', () => {
  it('turns the period with a draft, and is paid an hour later', async () => {
    const subscription = await subscribe()
    const end = periodEnd(subscription)

    await advance({ to: end })
    const turned = await stripe.subscriptions.retrieve(subscription.id, {
      expand: ['latest_invoice'],
    })
    expect(turned.items.data[0]!.current_period_start).toBe(end)
    expect(turned.latest_invoice).toMatchObject({
      status: 'draft',
      billing_reason: 'subscription_cycle',
      auto_advance: true,
      automatically_finalizes_at: end + hour,
      created: end,
    })

    await advance({ to: end + hour })
    const id = (turned.latest_invoice as Stripe.Invoice).id
    expect(await stripe.invoices.retrieve(id)).toMatchObject({
      status: 'paid',
      automatically_finalizes_at: null,
      status_transitions: { finalized_at: end + hour, paid_at: end + hour },
    })
    const told = await eventsOf((object) => object.id === id)
    expect(told.map(({ type, created }) => [type, created - end])).toEqual([
      ['invoice.created', 0],
      ['invoice.finalized', hour],
      ['invoice.updated', hour],
      ['invoice.paid', hour],
      ['invoice.payment_succeeded', hour],
    ])
  })

  it('happens once for each period of a long jump, each at its own time', async () => {
    const subscription = await subscribe()
    const start = subscription.items.data[0]!.current_period_start
    await advance({ to: start + 100 * day })
    const { data } = await stripe.invoices.list({ subscription: subscription.id })
    const cycles = data.filter(({ billing_reason }) => billing_reason === 'subscription_cycle')
    expect(cycles.map(({ status }) => status)).toEqual(['paid', 'paid', 'paid'])
    const months = cycles.map(({ created }) => Math.round((created - start) / (30.4 * day)))
    expect(months).toEqual([3, 2, 1])
  })

  it('is what the clock goes to when asked for the next one', async () => {
    const later = await subscribe('pm_card_visa', { trial_period_days: 20 })
    const soonest = await subscribe('pm_card_visa', { trial_period_days: 9 })
    const { trip } = await advance({ toNextRenewal: true })
    expect(trip.to).toBe(periodEnd(soonest) + hour)
    expect(trip.happened).toMatchObject({ 'invoice.paid': 1 })
    expect((await stripe.subscriptions.retrieve(later.id)).status).toBe('trialing')
  })

  it('waits for the webhooks of one moment before the next', async () => {
    const subscription = await subscribe()
    const end = periodEnd(subscription)
    await advance({ to: end + hour })
    const arrived = harness.received.map(({ event }) => event.type)
    expect(arrived.indexOf('invoice.created')).toBeLessThan(arrived.indexOf('invoice.finalized'))
    expect(arrived).toContain('invoice.paid')
  })

  it('does not come after a cancellation by then', async () => {
    const subscription = await subscribe()
    const end = periodEnd(subscription)
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    await advance({ to: end + day })
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      status: 'canceled',
      ended_at: end,
    })
    const { data } = await stripe.invoices.list({ subscription: subscription.id })
    expect(data).toHaveLength(1)
  })
})

describe('what else happens by itself', () => {
  it('a subscription ends at the date it was told to', async () => {
    const subscription = await subscribe()
    const at = subscription.items.data[0]!.current_period_start + 9 * day
    await stripe.subscriptions.update(subscription.id, { cancel_at: at })
    await advance({ to: at - 1 })
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
    await advance({ to: at + 1 })
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      status: 'canceled',
      ended_at: at,
      cancellation_details: { reason: 'cancellation_requested' },
    })
  })

  it("tells of a trial's end three days before, once", async () => {
    const subscription = await subscribe('pm_card_visa', { trial_period_days: 7 })
    const end = subscription.trial_end!
    await advance({ to: end - 1 })
    const told = (await eventsOf(({ id }) => id === subscription.id)).filter(
      ({ type }) => type === 'customer.subscription.trial_will_end',
    )
    expect(told.map(({ created }) => created)).toEqual([end - 3 * day])
    await advance({ to: end + hour })
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
  })

  it('an open checkout expires', async () => {
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: monthly.id, quantity: 1 }],
      success_url: 'http://localhost/return',
    })
    await advance({ by: 'day' })
    await advance({ by: 'hour' })
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('expired')
  })
})

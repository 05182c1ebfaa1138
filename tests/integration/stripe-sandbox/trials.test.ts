import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHarness, type Harness } from './harness'
import { day, february, halfway, hour, latestOf, linesOf, march, priceOf, startLife } from './life'

let harness: Harness
let stripe: Stripe
let pro: Stripe.Price

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  pro = await priceOf(harness, 'Pro', 5000)
})
afterAll(() => harness.close())

async function trial(params: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const life = await startLife(harness)
  const subscription = await stripe.subscriptions.create({
    customer: life.customer.id,
    items: [{ price: pro.id }],
    trial_period_days: 14,
    expand: ['latest_invoice'],
    ...params,
  })
  return { life, subscription }
}
const read = (id: string) => stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] })

/** Nobody to charge: the card that a life begins with is taken away. */
async function cardless(missing: 'cancel' | 'create_invoice' | 'pause') {
  const { life, subscription } = await trial({
    trial_settings: { end_behavior: { missing_payment_method: missing } },
  })
  await stripe.paymentMethods.detach(life.method.id)
  return { life, subscription }
}

describe('a trial', () => {
  it('begins with an invoice of nothing, paid at once', async () => {
    const { subscription } = await trial()
    expect(subscription).toMatchObject({
      status: 'trialing',
      trial_start: february,
      trial_end: halfway,
      billing_cycle_anchor: halfway,
    })
    expect(subscription.items.data[0]).toMatchObject({
      current_period_start: february,
      current_period_end: halfway,
    })
    expect(latestOf(subscription)).toMatchObject({
      status: 'paid',
      amount_paid: 0,
      attempt_count: 0,
      billing_reason: 'subscription_create',
    })
    expect(linesOf(latestOf(subscription))).toEqual([
      { amount: 0, description: 'Trial period for Pro', proration: false },
    ])
  })

  it('announces its end, turns active, and only then asks for the first money', async () => {
    const { life, subscription } = await trial()
    const since = (await stripe.events.list({ limit: 1 })).data[0]!.id
    await life.advance(halfway + 2 * hour)
    const events = (await life.events(since)).filter(
      ({ type }) => type.startsWith('customer.subscription') || type.startsWith('invoice.'),
    )
    const seen = events.map(({ type, created }) => [type, created])
    expect(seen).toEqual([
      ['invoice.upcoming', halfway - 7 * day],
      ['customer.subscription.trial_will_end', halfway - 3 * day],
      ['invoice.created', halfway],
      ['customer.subscription.updated', halfway],
      ['invoice.finalized', halfway + hour],
      ['invoice.updated', halfway + hour],
      ['invoice.paid', halfway + hour],
      ['invoice.payment_succeeded', halfway + hour],
    ])
    expect(events[0]!.data.object).toMatchObject({
      amount_due: 5000,
      billing_reason: 'upcoming',
      status: 'draft',
    })
    expect(events[3]!.data.previous_attributes).toMatchObject({ status: 'trialing' })
    const after = await read(subscription.id)
    expect(after.status).toBe('active')
    expect(latestOf(after)).toMatchObject({
      amount_paid: 5000,
      billing_reason: 'subscription_cycle',
    })
    expect(after.items.data[0]!.current_period_end).toBe(Date.UTC(2027, 2, 15) / 1000)
  })

  it('can end now, and is paid at once', async () => {
    const { life, subscription } = await trial()
    await life.advance(february + 7 * day)
    const ended = await stripe.subscriptions.update(subscription.id, {
      trial_end: 'now',
      expand: ['latest_invoice'],
    })
    const now = february + 7 * day
    expect(ended).toMatchObject({ status: 'active', trial_end: now, billing_cycle_anchor: now })
    expect(latestOf(ended)).toMatchObject({
      status: 'paid',
      amount_paid: 5000,
      billing_reason: 'subscription_update',
    })
  })

  it('can be made longer', async () => {
    const { life, subscription } = await trial()
    await stripe.subscriptions.update(subscription.id, { trial_end: march })
    await life.advance(halfway + 2 * hour)
    expect(await read(subscription.id)).toMatchObject({ status: 'trialing', trial_end: march })
  })

  it('costs nothing when its plan changes', async () => {
    const team = await priceOf(harness, 'Team', 9000)
    const { subscription } = await trial()
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: subscription.items.data[0]!.id, price: team.id }],
      proration_behavior: 'always_invoice',
    })
    expect(changed.status).toBe('trialing')
    expect(changed.latest_invoice).toBe(latestOf(subscription).id)
  })

  it('of a running subscription gives back what was paid', async () => {
    const life = await startLife(harness)
    const paid = await stripe.subscriptions.create({
      customer: life.customer.id,
      items: [{ price: pro.id }],
    })
    const changed = await stripe.subscriptions.update(paid.id, {
      trial_end: halfway,
      expand: ['latest_invoice'],
    })
    expect(changed).toMatchObject({ status: 'trialing', trial_start: february, trial_end: halfway })
    expect(linesOf(latestOf(changed)).map((line) => line.amount)).toEqual([-5000, 0])
    expect(latestOf(changed)).toMatchObject({ status: 'paid', ending_balance: -5000 })
  })

  it('does not end in the past', async () => {
    await expect(
      trial({ trial_period_days: undefined, trial_end: february - 1 }),
    ).rejects.toMatchObject({
      statusCode: 400,
      param: 'trial_end',
    })
  })
})

describe('a trial that ends without a card', () => {
  it('is cancelled where that was asked for', async () => {
    const { life, subscription } = await cardless('cancel')
    await life.advance(halfway + 2 * hour)
    expect(await read(subscription.id)).toMatchObject({ status: 'canceled', ended_at: halfway })
  })

  it('pauses where that was asked for, and is resumed by paying', async () => {
    const { life, subscription } = await cardless('pause')
    await life.advance(halfway + 2 * hour)
    expect((await read(subscription.id)).status).toBe('paused')
    await life.useCard('pm_card_visa')
    const resumed = await stripe.subscriptions.resume(subscription.id, {
      billing_cycle_anchor: { type: 'now' },
      expand: ['latest_invoice'],
    })
    expect(resumed).toMatchObject({ status: 'active', pending_update: null })
    expect(latestOf(resumed)).toMatchObject({ status: 'paid', amount_paid: 5000 })
    expect(resumed.items.data[0]!.current_period_start).toBe(halfway + 2 * hour)
    await expect(stripe.subscriptions.resume(subscription.id)).rejects.toMatchObject({
      message: 'You can only resume a subscription if it is `paused`.',
    })
  })

  it('is past due otherwise', async () => {
    const { life, subscription } = await cardless('create_invoice')
    await life.advance(halfway + 2 * hour)
    const after = await read(subscription.id)
    expect(after.status).toBe('past_due')
    expect(latestOf(after)).toMatchObject({ status: 'open', amount_due: 5000 })
  })
})

import type { Stripe } from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { controlsOf, type Controls } from './controls'
import { goodCard, startHarness, submit, type Harness } from './harness'
import { hour, march, startLife } from './life'

let harness: Harness
let stripe: Stripe
let plan: Stripe.Price
let controls: Controls

const defaultPolicy = { afterDays: [1, 2, 3, 5, 7, 9, 11, 14], end: 'canceled' }

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  controls = controlsOf(harness)
  plan = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1900,
    recurring: { interval: 'month' },
    product_data: { name: 'Pro' },
  })
})
afterAll(() => harness.close())
beforeEach(() => setPolicy(defaultPolicy))

async function setPolicy(policy: object) {
  expect((await controls.call('retry-policy', 'PUT', policy)).status).toBe(200)
}

/** A subscription whose renewal was declined just now. */
async function declinedRenewal(card = 'pm_card_chargeCustomerFail') {
  const customer = await stripe.customers.create({ email: 'dunning@example.com' })
  const good = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: plan.id }],
    default_payment_method: good.id,
  })
  const bad = await stripe.paymentMethods.attach(card, { customer: customer.id })
  await stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id })
  const response = await controls.call(`subscriptions/${subscription.id}/renew`)
  const { invoice } = (await response.json()) as { invoice: Stripe.Invoice }
  return { subscription, invoice, customer }
}

const day = 86_400

describe('the retry schedule', () => {
  it('is the one that Stripe recommends: 8 tries within 2 weeks, then the end', async () => {
    expect(await (await controls.call('retry-policy', 'GET')).json()).toEqual(defaultPolicy)
    const { subscription, invoice } = await declinedRenewal()
    const first = invoice.next_payment_attempt! - day
    const days: number[] = []
    let now = invoice
    while (now.next_payment_attempt !== null) {
      days.push((now.next_payment_attempt - first) / day)
      await controls.happen(invoice.id)
      now = await stripe.invoices.retrieve(invoice.id)
      expect(now.attempt_count).toBe(days.length + 1)
    }
    expect(days).toEqual(defaultPolicy.afterDays)
    expect(now.status).toBe('open')
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      status: 'canceled',
      cancellation_details: { reason: 'payment_failed' },
    })
    expect((await controls.call(`due/${invoice.id}`)).status).toBe(400)
    const events = await controls.eventsOf(invoice.id)
    expect(events.filter((type) => type === 'invoice.payment_failed')).toHaveLength(9)
    expect((await controls.eventsOf(subscription.id)).at(-1)).toBe('customer.subscription.deleted')
  })

  it('ends with a retry that succeeds', async () => {
    const { subscription, invoice, customer } = await declinedRenewal()
    await controls.happen(invoice.id)
    const good = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    await stripe.subscriptions.update(subscription.id, { default_payment_method: good.id })
    await controls.happen(invoice.id)
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: 'paid',
      attempt_count: 3,
      next_payment_attempt: null,
    })
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
  })

  it('is not moved by an attempt somebody makes', async () => {
    const { invoice, customer } = await declinedRenewal()
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
      customer: customer.id,
    })
    await expect(stripe.invoices.pay(invoice.id, { payment_method: bad.id })).rejects.toMatchObject(
      { statusCode: 402 },
    )
    const { attempt_count, next_payment_attempt } = await stripe.invoices.retrieve(invoice.id)
    expect({ attempt_count, next_payment_attempt }).toEqual({
      attempt_count: 1,
      next_payment_attempt: invoice.next_payment_attempt,
    })
  })

  it.each([
    ['unpaid', 'unpaid'],
    ['past_due', 'past_due'],
  ])('can end with the subscription %s', async (end, status) => {
    await setPolicy({ afterDays: [3], end })
    const { subscription, invoice } = await declinedRenewal()
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('past_due')
    await controls.happen(invoice.id)
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe(status)
    const owed = await stripe.invoices.retrieve(invoice.id)
    expect(owed).toMatchObject({ status: 'open', attempt_count: 2, next_payment_attempt: null })
    await submit(owed.hosted_invoice_url!, goodCard)
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
  })

  it('refuses a policy that makes no sense', async () => {
    const response = await controls.call('retry-policy', 'PUT', {
      afterDays: [5, 3],
      end: 'canceled',
    })
    expect(response.status).toBe(400)
  })
})

describe('a card that must not be retried', () => {
  it('is counted but not tried, until the customer has acted', async () => {
    const { subscription, invoice, customer } = await declinedRenewal(
      'pm_card_authenticationRequired',
    )
    expect(invoice).toMatchObject({ status: 'open', attempt_count: 1 })
    expect(await controls.eventsOf(invoice.id)).toEqual(
      expect.arrayContaining(['invoice.payment_failed', 'invoice.payment_action_required']),
    )
    await controls.happen(invoice.id)
    const counted = await stripe.invoices.retrieve(invoice.id, { expand: ['payments'] })
    expect(counted.attempt_count).toBe(2)
    expect(counted.next_payment_attempt).toBe(invoice.next_payment_attempt! + day)
    const intent = counted.payments!.data[0]!.payment.payment_intent as string
    expect((await stripe.charges.list({ payment_intent: intent })).data).toHaveLength(1)
    const failures = (await controls.eventsOf(invoice.id)).filter(
      (type) => type === 'invoice.payment_failed',
    )
    expect(failures).toHaveLength(1)

    const good = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    await stripe.subscriptions.update(subscription.id, { default_payment_method: good.id })
    await controls.happen(invoice.id)
    expect((await stripe.invoices.retrieve(invoice.id)).status).toBe('paid')
  })
})

describe('a first payment that never comes', () => {
  it('expires after 23 hours, with its invoice void and its payment canceled', async () => {
    const customer = await stripe.customers.create()
    const method = await stripe.paymentMethods.attach('pm_card_authenticationRequired', {
      customer: customer.id,
    })
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: plan.id }],
      default_payment_method: method.id,
      expand: ['latest_invoice.payments'],
    })
    const invoice = subscription.latest_invoice as Stripe.Invoice
    expect(invoice).toMatchObject({ attempt_count: 0, next_payment_attempt: null })
    expect(await controls.happen(subscription.id)).toBe(subscription.created + 23 * 3_600)
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('incomplete_expired')
    expect((await stripe.invoices.retrieve(invoice.id)).status).toBe('void')
    const intent = invoice.payments!.data[0]!.payment.payment_intent as string
    expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'void_invoice',
    })
    const [event] = (await stripe.events.list({ type: 'customer.subscription.updated' })).data
    expect(event).toMatchObject({
      data: { object: { id: subscription.id }, previous_attributes: { status: 'incomplete' } },
    })
    expect(await controls.eventsOf(subscription.id)).not.toContain('customer.subscription.deleted')
  })
})

describe('by the clock', () => {
  it('each retry comes at its moment, and the last one ends the subscription', async () => {
    const life = await startLife(harness)
    const { id } = await stripe.subscriptions.create({
      customer: life.customer.id,
      items: [{ price: plan.id }],
    })
    await life.useCard('pm_card_chargeCustomerFail')
    await life.advance(march + 2 * hour)
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('past_due')
    await life.advance(march + 15 * day)
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
      status: 'canceled',
      // The first attempt came an hour after the period's turn.
      ended_at: march + hour + 14 * day,
    })
    const failures = (await life.events()).filter(({ type }) => type === 'invoice.payment_failed')
    expect(failures.map(({ created }) => (created - march - hour) / day)).toEqual([
      0,
      ...defaultPolicy.afterDays,
    ])
  })

  it('a first payment that is declined is waited for 23 hours', async () => {
    const life = await startLife(harness)
    await life.useCard('pm_card_chargeCustomerFail')
    const { id, created } = await stripe.subscriptions.create({
      customer: life.customer.id,
      items: [{ price: plan.id }],
    })
    await life.advance(created + 23 * hour - 1)
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('incomplete')
    await life.advance(created + 23 * hour)
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('incomplete_expired')
  })
})

import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goodCard, startHarness, submit, type Harness } from './harness'

let harness: Harness
let stripe: Stripe
let plan: Stripe.Price

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  plan = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1900,
    recurring: { interval: 'month' },
    product_data: { name: 'Pro' },
  })
})
afterAll(() => harness.close())

async function customerWith(card: string) {
  const customer = await stripe.customers.create({ email: 'sub@example.com' })
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id })
  await stripe.customers.update(customer.id, {
    invoice_settings: { default_payment_method: method.id },
  })
  return { customer, method }
}

async function subscribe(card: string, params: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const { customer, method } = await customerWith(card)
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: plan.id }],
    expand: ['latest_invoice.payments'],
    ...params,
  })
  return { subscription, customer, method, invoice: subscription.latest_invoice as Stripe.Invoice }
}

type Renewed = { subscription: Stripe.Subscription; invoice: Stripe.Invoice }
async function renew(id: string): Promise<Renewed> {
  const response = await fetch(`${harness.url}/sandbox/stripe/subscriptions/${id}/renew`, {
    method: 'POST',
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Renewed
}

describe('as recorded from Stripe', () => {
  it('a card that is declined cannot be attached', async () => {
    const customer = await stripe.customers.create()
    await expect(
      stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer: customer.id }),
    ).rejects.toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'generic_decline',
      raw: { advice_code: 'try_again_later', type: 'card_error' },
    })
  })

  it('a card that needs authentication leaves the subscription incomplete and the invoice open', async () => {
    const { subscription, invoice } = await subscribe('pm_card_authenticationRequired')
    expect(subscription.status).toBe('incomplete')
    expect(invoice).toMatchObject({ status: 'open', attempt_count: 0 })
    const id = invoice.payments!.data[0]!.payment.payment_intent as string
    const intent = await stripe.paymentIntents.retrieve(id)
    expect(intent.status).toBe('requires_action')
    await submit(intent.next_action!.redirect_to_url!.url!, { answer: 'passed' })
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
    expect((await stripe.invoices.retrieve(invoice.id)).status).toBe('paid')
  })
})

describe('the first payment', () => {
  it('makes the subscription active when it succeeds', async () => {
    const { subscription, invoice } = await subscribe('pm_card_visa')
    expect(subscription.status).toBe('active')
    expect(invoice).toMatchObject({ status: 'paid', amount_paid: 1900 })
  })

  it('leaves it incomplete when it fails, and the hosted invoice can still be paid', async () => {
    const { subscription, invoice } = await subscribe('pm_card_chargeCustomerFail')
    expect(subscription.status).toBe('incomplete')
    expect(invoice).toMatchObject({ status: 'open', attempt_count: 1 })
    const url = invoice.hosted_invoice_url!
    expect((await submit(url, { ...goodCard, number: '4000 0000 0000 9995' })).status).toBe(402)
    expect((await submit(url, goodCard)).status).toBe(303)
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
    expect(await (await fetch(url)).text()).toContain('Receipt')
  })

  it('leaves nothing when asked for all or nothing', async () => {
    const { customer } = await customerWith('pm_card_chargeCustomerFail')
    await expect(
      stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: plan.id }],
        payment_behavior: 'error_if_incomplete',
      }),
    ).rejects.toMatchObject({ statusCode: 402, code: 'card_declined' })
    const all = await stripe.subscriptions.list({ customer: customer.id, status: 'all' })
    expect(all.data).toEqual([])
  })
})

describe('a renewal', () => {
  it('bills the next period', async () => {
    const { subscription } = await subscribe('pm_card_visa')
    const before = subscription.items.data[0]!
    const renewed = await renew(subscription.id)
    const after = renewed.subscription.items.data[0]!
    expect(after.current_period_start).toBe(before.current_period_end)
    expect(renewed.invoice).toMatchObject({ status: 'paid', billing_reason: 'subscription_cycle' })
    expect(renewed.invoice.lines.data[0]!.period).toEqual({
      start: after.current_period_start,
      end: after.current_period_end,
    })
  })

  it('with a card that fails is past due, with a date for the next attempt', async () => {
    const { subscription, customer } = await subscribe('pm_card_visa')
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
      customer: customer.id,
    })
    await stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id })
    const renewed = await renew(subscription.id)
    expect(renewed.subscription.status).toBe('past_due')
    expect(renewed.invoice).toMatchObject({ status: 'open', attempt_count: 1 })
    expect(renewed.invoice.next_payment_attempt).toBeGreaterThan(renewed.invoice.created)
    const failed = await stripe.events.list({ type: 'invoice.payment_failed', limit: 1 })
    expect(failed.data[0]?.data.object).toMatchObject({ id: renewed.invoice.id })
    const good = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    await stripe.invoices.pay(renewed.invoice.id, { payment_method: good.id })
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
  })

  it('does not come after a cancellation at the period end', async () => {
    const { subscription, customer } = await subscribe('pm_card_visa')
    const ending = await stripe.subscriptions.update(subscription.id, {
      cancel_at_period_end: true,
    })
    expect(ending).toMatchObject({
      status: 'active',
      cancel_at_period_end: true,
      cancel_at: subscription.items.data[0]!.current_period_end,
    })
    await renew(subscription.id)
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled')
    expect((await stripe.subscriptions.list({ customer: customer.id })).data).toEqual([])
  })

  it('comes after a resumption', async () => {
    const { subscription } = await subscribe('pm_card_visa')
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    const resumed = await stripe.subscriptions.update(subscription.id, {
      cancel_at_period_end: false,
    })
    expect(resumed).toMatchObject({
      cancel_at: null,
      cancel_at_period_end: false,
      canceled_at: null,
    })
    expect((await renew(subscription.id)).subscription.status).toBe('active')
  })
})

describe('a cancellation now', () => {
  it('ends it once', async () => {
    const { subscription } = await subscribe('pm_card_visa')
    const ended = await stripe.subscriptions.cancel(subscription.id)
    expect(ended.status).toBe('canceled')
    await expect(
      stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true }),
    ).rejects.toMatchObject({ statusCode: 400 })
    const events = await stripe.events.list({ type: 'customer.subscription.deleted' })
    expect(events.data.filter((one) => JSON.stringify(one).includes(subscription.id))).toHaveLength(
      1,
    )
  })
})

import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { controlsOf, type Controls } from './controls'
import { startHarness, submit, type Harness } from './harness'

let harness: Harness
let stripe: Stripe
let controls: Controls
let plan: Stripe.Price

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

async function customerWith(token: string) {
  const customer = await stripe.customers.create({ address: { country: 'DE' } })
  const method = await stripe.paymentMethods.attach(token, { customer: customer.id })
  await stripe.customers.update(customer.id, {
    invoice_settings: { default_payment_method: method.id },
  })
  return customer.id
}

/** A subscription whose first invoice waits to be paid. */
async function waiting(token = 'pm_card_visa') {
  const customer = await customerWith(token)
  const subscription = await stripe.subscriptions.create({
    customer,
    items: [{ price: plan.id }],
    payment_behavior: 'default_incomplete',
    expand: ['latest_invoice.payments'],
  })
  const invoice = subscription.latest_invoice as Stripe.Invoice
  const intent = invoice.payments!.data[0]!.payment.payment_intent as string
  return { customer, subscription, invoice, intent }
}

const statusOf = async (id: string) => (await stripe.subscriptions.retrieve(id)).status

/** A subscription whose renewal is owed. */
async function pastDue() {
  const customer = await customerWith('pm_card_visa')
  const subscription = await stripe.subscriptions.create({ customer, items: [{ price: plan.id }] })
  const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
  await stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id })
  const { invoice } = await controls.post<{ invoice: Stripe.Invoice }>(
    `subscriptions/${subscription.id}/renew`,
  )
  expect(await statusOf(subscription.id)).toBe('past_due')
  return { subscription, invoice }
}

describe('paying an invoice', () => {
  it('takes the default card, and starts the subscription', async () => {
    const { invoice, subscription } = await waiting()
    expect(await stripe.invoices.pay(invoice.id)).toMatchObject({
      status: 'paid',
      amount_paid: 1900,
      attempt_count: 1,
    })
    expect(await statusOf(subscription.id)).toBe('active')
    await expect(stripe.invoices.pay(invoice.id)).rejects.toMatchObject({
      message: 'Invoice is already paid',
    })
  })

  it('takes the card that was named, and says when it is declined', async () => {
    const { invoice, customer } = await waiting()
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
    await expect(stripe.invoices.pay(invoice.id, { payment_method: bad.id })).rejects.toMatchObject(
      { statusCode: 402, code: 'card_declined' },
    )
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: 'open',
      attempt_count: 1,
    })
    const other = await customerWith('pm_card_visa')
    const [foreign] = (await stripe.customers.listPaymentMethods(other)).data
    await expect(
      stripe.invoices.pay(invoice.id, { payment_method: foreign!.id }),
    ).rejects.toMatchObject({ statusCode: 400, param: 'payment_method' })
  })

  it('is a payment without the customer, unless said otherwise', async () => {
    const { invoice, intent } = await waiting('pm_card_authenticationRequired')
    await expect(stripe.invoices.pay(invoice.id)).rejects.toMatchObject({
      statusCode: 402,
      code: 'authentication_required',
    })
    await expect(stripe.invoices.pay(invoice.id, { off_session: false })).rejects.toMatchObject({
      statusCode: 402,
      code: 'invoice_payment_intent_requires_action',
    })
    const asked = await stripe.paymentIntents.retrieve(intent)
    await submit(asked.next_action!.redirect_to_url!.url!, { answer: 'passed' })
    expect((await stripe.invoices.retrieve(invoice.id)).status).toBe('paid')
  })

  it('out of band needs no card, and is no successful payment', async () => {
    const { invoice, subscription, intent } = await waiting()
    const paid = await stripe.invoices.pay(invoice.id, { paid_out_of_band: true })
    expect(paid).toMatchObject({ status: 'paid', amount_remaining: 0 })
    expect((await stripe.paymentIntents.retrieve(intent)).status).toBe('canceled')
    const events = await controls.eventsOf(invoice.id)
    expect(events).toContain('invoice.paid')
    expect(events).not.toContain('invoice.payment_succeeded')
    expect(await statusOf(subscription.id)).toBe('active')
  })
})

describe('giving up on an invoice', () => {
  it('as uncollectible ends the dunning, and it can still be paid', async () => {
    const { subscription, invoice } = await pastDue()
    const given = await stripe.invoices.markUncollectible(invoice.id)
    expect(given).toMatchObject({
      status: 'uncollectible',
      next_payment_attempt: null,
      status_transitions: { marked_uncollectible_at: expect.any(Number) as number },
    })
    expect(await controls.eventsOf(invoice.id)).toContain('invoice.marked_uncollectible')
    expect(await statusOf(subscription.id)).toBe('active')
    expect((await controls.call(`due/${invoice.id}`)).status).toBe(400)
    const paid = await stripe.invoices.pay(invoice.id, { payment_method: 'pm_card_visa' })
    expect(paid.status).toBe('paid')
    await expect(stripe.invoices.markUncollectible(invoice.id)).rejects.toMatchObject({
      message: "You can only pass in open invoices. This invoice isn't open.",
    })
  })

  it('by voiding it cancels its payment, and a subscription that had not begun', async () => {
    const { invoice, subscription, intent } = await waiting()
    expect((await stripe.invoices.voidInvoice(invoice.id)).status).toBe('void')
    expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'void_invoice',
    })
    expect(await statusOf(subscription.id)).toBe('incomplete_expired')
    await expect(stripe.invoices.pay(invoice.id)).rejects.toMatchObject({ statusCode: 400 })
    await expect(stripe.paymentIntents.confirm(intent)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    })
  })
})

it('a renewal without any card is owed all the same', async () => {
  const customer = await customerWith('pm_card_visa')
  const subscription = await stripe.subscriptions.create({ customer, items: [{ price: plan.id }] })
  const [card] = (await stripe.customers.listPaymentMethods(customer)).data
  await stripe.paymentMethods.detach(card!.id)
  const { invoice } = await controls.post<{ invoice: Stripe.Invoice }>(
    `subscriptions/${subscription.id}/renew`,
  )
  expect(invoice).toMatchObject({ status: 'open', attempt_count: 1, attempted: true })
  expect(invoice.next_payment_attempt).not.toBeNull()
  expect(await controls.eventsOf(invoice.id)).toContain('invoice.payment_failed')
  expect(await statusOf(subscription.id)).toBe('past_due')
})

import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { controlsOf, type Controls } from './controls'
import { startHarness, type Harness } from './harness'

let harness: Harness
let stripe: Stripe
let controls: Controls

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  controls = controlsOf(harness)
})
afterAll(() => harness.close())

async function paid(token = 'pm_card_visa', amount = 1000, currency = 'usd') {
  const intent = await stripe.paymentIntents.create({
    amount,
    currency,
    confirm: true,
    payment_method: token,
  })
  return { intent, charge: intent.latest_charge as string }
}

const chargeOf = (id: string) => stripe.charges.retrieve(id)

describe('refunds of one payment', () => {
  it('add up, and their events carry the sum', async () => {
    const { intent, charge } = await paid()
    const first = await stripe.refunds.create({
      charge,
      amount: 300,
      reason: 'requested_by_customer',
      metadata: { ticket: '7' },
    })
    expect(first).toMatchObject({
      status: 'succeeded',
      reason: 'requested_by_customer',
      payment_intent: intent.id,
      metadata: { ticket: '7' },
    })
    const second = await stripe.refunds.create({ payment_intent: intent.id, amount: 200 })
    const sums = (await stripe.events.list({ type: 'charge.refunded', limit: 2 })).data
    expect(sums.map(({ data }) => data)).toMatchObject([
      { object: { amount_refunded: 500 }, previous_attributes: { amount_refunded: 300 } },
      { object: { amount_refunded: 300 }, previous_attributes: { amount_refunded: 0 } },
    ])
    for (const by of [{ charge }, { payment_intent: intent.id }])
      expect((await stripe.refunds.list(by)).data.map(({ id }) => id)).toEqual([
        second.id,
        first.id,
      ])
    expect((await stripe.refunds.list({ charge: 'ch_other' })).data).toEqual([])
  })

  it.each([
    ['usd', 1000, 700, 'Refund amount ($7.00) is greater than unrefunded amount on charge ($4.00)'],
    ['jpy', 1000, 700, 'Refund amount (¥700) is greater than unrefunded amount on charge (¥400)'],
  ])('never exceed it: %s', async (currency, amount, more, message) => {
    const { charge } = await paid('pm_card_visa', amount, currency)
    await stripe.refunds.create({ charge, amount: 600 })
    await expect(stripe.refunds.create({ charge, amount: more })).rejects.toMatchObject({
      statusCode: 400,
      param: 'amount',
      message,
    })
    expect((await chargeOf(charge)).amount_refunded).toBe(600)
    await stripe.refunds.create({ charge })
    expect(await chargeOf(charge)).toMatchObject({ amount_refunded: amount, refunded: true })
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({
      code: 'charge_already_refunded',
      message: `Charge ${charge} has already been refunded.`,
    })
  })

  it('happen once under one idempotency key', async () => {
    const { charge } = await paid()
    const options = { idempotencyKey: 'refund:once' }
    const first = await stripe.refunds.create({ charge, amount: 100 }, options)
    expect((await stripe.refunds.create({ charge, amount: 100 }, options)).id).toBe(first.id)
    expect((await chargeOf(charge)).amount_refunded).toBe(100)
  })

  it('can be of the payment of an invoice', async () => {
    const customer = await stripe.customers.create()
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    const price = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 1900,
      recurring: { interval: 'month' },
      product_data: { name: 'Pro' },
    })
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      default_payment_method: method.id,
      expand: ['latest_invoice.payments'],
    })
    const invoice = subscription.latest_invoice as Stripe.Invoice
    const payment_intent = invoice.payments!.data[0]!.payment.payment_intent as string
    await stripe.refunds.create({ payment_intent })
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: 'paid',
      amount_paid: 1900,
    })
  })
})

describe('a refund that the bank settles later', () => {
  it('is pending, then succeeds', async () => {
    const { charge } = await paid('pm_card_pendingRefund')
    const refund = await stripe.refunds.create({ charge, amount: 400 })
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' })
    expect((await chargeOf(charge)).amount_refunded).toBe(400)
    await controls.happen(refund.id)
    const settled = await stripe.refunds.retrieve(refund.id)
    expect(settled.status).toBe('succeeded')
    expect(settled.pending_reason).toBeUndefined()
    expect(await controls.eventsOf(refund.id)).toEqual([
      'refund.created',
      'refund.updated',
      'charge.refund.updated',
    ])
  })

  it('that fails gives the money back to us', async () => {
    const { charge } = await paid('pm_card_refundFail')
    const before = (await stripe.balance.retrieve()).available[0]!.amount
    const refund = await stripe.refunds.create({ charge, amount: 400 })
    expect(refund.status).toBe('succeeded')
    expect((await stripe.balance.retrieve()).available[0]!.amount).toBe(before - 400)
    await controls.happen(refund.id)
    const failed = await stripe.refunds.retrieve(refund.id)
    expect(failed).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
      failure_balance_transaction: expect.stringMatching(/^txn_/) as string,
    })
    expect(await chargeOf(charge)).toMatchObject({ amount_refunded: 0, refunded: false })
    expect((await stripe.balance.retrieve()).available[0]!.amount).toBe(before)
    expect((await controls.eventsOf(refund.id)).at(-1)).toBe('refund.failed')
    const [updated] = (await stripe.events.list({ type: 'refund.updated' })).data
    expect(updated!.data.previous_attributes).toEqual({
      status: 'succeeded',
      failure_balance_transaction: null,
      failure_reason: null,
    })
    // What came back can be refunded anew.
    expect((await stripe.refunds.create({ charge })).amount).toBe(1000)
  })

  it('that waits for the customer can be canceled; others can not', async () => {
    const { charge } = await paid('pm_card_pendingRefund')
    const refund = await stripe.refunds.create({ charge })
    await expect(stripe.refunds.cancel(refund.id)).rejects.toMatchObject({ statusCode: 400 })
    await controls.post(`refunds/${refund.id}/settle`, { outcome: 'requires_action' })
    expect((await stripe.refunds.cancel(refund.id)).status).toBe('canceled')
    expect(await chargeOf(charge)).toMatchObject({ amount_refunded: 0, refunded: false })
    expect((await controls.call(`due/${refund.id}`)).status).toBe(400)
  })
})

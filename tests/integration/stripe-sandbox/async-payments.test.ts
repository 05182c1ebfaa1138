import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { controlsOf, type Controls } from './controls'
import { startHarness, submit, type Harness } from './harness'

let harness: Harness
let stripe: Stripe
let controls: Controls

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  controls = controlsOf(harness)
})
afterAll(() => harness.close())

const success = '000123456789'
const noFunds = '000222222227'
const hangs = '000000000009'
const debitSeconds = 4 * 86_400

async function openSession(more: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const customer = await stripe.customers.create({ email: 'bank@example.com' })
  return stripe.checkout.sessions.create({
    mode: 'payment',
    customer: customer.id,
    success_url: 'https://shop.example/done?session={CHECKOUT_SESSION_ID}',
    line_items: [
      { price_data: { currency: 'usd', unit_amount: 2500, product_data: { name: 'Credits' } } },
    ],
    payment_intent_data: { metadata: { pack: 'm' } },
    ...more,
  })
}

const debit = ({ url }: Stripe.Checkout.Session, account: string, more: object = {}) =>
  submit(`${url}/bank`, { holder: 'Ada L', routing: '110000000', account, ...more })

const retrieve = (id: string) =>
  stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge'] })

describe('a bank debit in a checkout', () => {
  it('completes the session unpaid, and the money comes days later', async () => {
    const opened = await openSession({ invoice_creation: { enabled: true } })
    expect(opened.payment_method_types).toEqual(['card', 'us_bank_account'])
    const response = await debit(opened, success)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toContain(opened.id)
    const complete = await retrieve(opened.id)
    const intent = complete.payment_intent as Stripe.PaymentIntent
    expect(complete).toMatchObject({ status: 'complete', payment_status: 'unpaid', invoice: null })
    expect(intent).toMatchObject({
      status: 'processing',
      amount_received: 0,
      metadata: { pack: 'm' },
      latest_charge: { status: 'pending', paid: false, balance_transaction: null },
    })
    const { created } = intent.latest_charge as Stripe.Charge
    expect(await controls.happen(intent.id)).toBe(created + debitSeconds)
    const paid = await retrieve(opened.id)
    expect(paid).toMatchObject({
      payment_status: 'paid',
      payment_intent: {
        status: 'succeeded',
        amount_received: 2500,
        latest_charge: {
          status: 'succeeded',
          paid: true,
          payment_method_details: { type: 'us_bank_account', us_bank_account: { last4: '6789' } },
        },
      },
    })
    expect((await stripe.invoices.retrieve(paid.invoice as string)).status).toBe('paid')
    expect(await controls.eventsOf(opened.id)).toEqual([
      'checkout.session.completed',
      'checkout.session.async_payment_succeeded',
    ])
    expect(await controls.eventsOf(intent.id)).toEqual([
      'payment_intent.created',
      'payment_intent.processing',
      'payment_intent.succeeded',
    ])
    const completed = (await stripe.events.list({ type: 'checkout.session.completed', limit: 1 }))
      .data[0]!
    expect(completed.data.object).toMatchObject({ payment_status: 'unpaid' })
  })

  it('that the bank refuses leaves the session unpaid', async () => {
    const opened = await openSession()
    await debit(opened, noFunds)
    const { payment_intent } = await stripe.checkout.sessions.retrieve(opened.id)
    await controls.happen(payment_intent as string)
    const failed = await retrieve(opened.id)
    expect(failed).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
      payment_intent: {
        status: 'requires_payment_method',
        last_payment_error: { code: 'insufficient_funds' },
        latest_charge: { status: 'failed', failure_code: 'insufficient_funds' },
      },
    })
    expect((await controls.eventsOf(opened.id)).at(-1)).toBe(
      'checkout.session.async_payment_failed',
    )
    expect((await controls.call(`due/${payment_intent as string}`)).status).toBe(400)
  })

  it('may never end', async () => {
    const opened = await openSession()
    await debit(opened, hangs)
    const { payment_intent } = await stripe.checkout.sessions.retrieve(opened.id)
    expect((await controls.call(`due/${payment_intent as string}`)).status).toBe(400)
  })

  it('happens once, however often it is sent', async () => {
    const opened = await openSession()
    const sent = await Promise.all([debit(opened, success), debit(opened, success)])
    expect(sent.map(({ status }) => status)).toEqual([303, 303])
    const intents = await stripe.paymentIntents.list({ customer: opened.customer as string })
    expect(intents.data).toHaveLength(1)
  })

  it('says what is wrong with the form', async () => {
    const opened = await openSession()
    const response = await debit(opened, '123')
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('Enter one of the test account numbers.')
    expect((await stripe.checkout.sessions.retrieve(opened.id)).status).toBe('open')
  })

  it('is offered only for single payments in dollars', async () => {
    const euros = await openSession({
      line_items: [
        { price_data: { currency: 'eur', unit_amount: 2500, product_data: { name: 'Credits' } } },
      ],
    })
    expect(euros.payment_method_types).toEqual(['card'])
    expect(await (await fetch(euros.url!)).text()).not.toContain('Routing number')
    expect((await debit(euros, success)).status).toBe(404)
  })
})

describe('a bank debit by the API', () => {
  it('is processing until the bank has answered', async () => {
    const customer = await stripe.customers.create()
    const method = await stripe.paymentMethods.create({
      type: 'us_bank_account',
      us_bank_account: { account_number: success, routing_number: '110000000' },
    })
    await stripe.paymentMethods.attach(method.id, { customer: customer.id })
    const intent = await stripe.paymentIntents.create({
      amount: 700,
      currency: 'usd',
      confirm: true,
      customer: customer.id,
      off_session: true,
      payment_method: method.id,
    })
    expect(intent.status).toBe('processing')
    await expect(stripe.paymentIntents.confirm(intent.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    })
    await controls.happen(intent.id)
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded')
    const refund = await stripe.refunds.create({ payment_intent: intent.id })
    expect(refund.status).toBe('pending')
    await controls.happen(refund.id)
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('succeeded')
  })

  it('can be disputed after it has succeeded', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 700,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_usBankAccount_dispute',
    })
    await controls.happen(intent.id)
    const disputes = await stripe.disputes.list({ payment_intent: intent.id })
    expect(disputes.data).toMatchObject([{ reason: 'debit_not_authorized', amount: 700 }])
  })
})

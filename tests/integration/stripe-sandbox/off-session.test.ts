import { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { controlsOf } from './controls'
import { startHarness, submit, type Harness } from './harness'

let harness: Harness
let stripe: Stripe

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
})
afterAll(() => harness.close())

async function customerWith(token: string) {
  const customer = await stripe.customers.create({ email: 'away@example.com' })
  const method = await stripe.paymentMethods.attach(token, { customer: customer.id })
  return { customer: customer.id, payment_method: method.id }
}

const pay = (
  { customer, payment_method }: { customer: string; payment_method: string },
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
  options?: Stripe.RequestOptions,
) =>
  stripe.paymentIntents.create(
    { amount: 1000, currency: 'usd', confirm: true, customer, payment_method, ...more },
    options,
  )

const failure = async (paying: Promise<unknown>): Promise<Stripe.errors.StripeError> => {
  const error: unknown = await paying.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Stripe.errors.StripeError)) throw new Error('It was not refused.')
  return error
}

const challengeOf = (intent: Stripe.PaymentIntent | Stripe.SetupIntent) =>
  intent.next_action!.redirect_to_url!.url!

describe('a payment while the customer is away', () => {
  it('succeeds with a card that was saved', async () => {
    const intent = await pay(await customerWith('pm_card_visa'), { off_session: true })
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 1000 })
  })

  it('that is declined answers 402 with the payment intent inside, again and again', async () => {
    const card = await customerWith('pm_card_chargeCustomerFail')
    const options = { idempotencyKey: 'topup:declined' }
    const first = await failure(pay(card, { off_session: true }, options))
    expect(first).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'generic_decline',
      payment_intent: { status: 'requires_payment_method', payment_method: null },
    })
    expect(first.payment_method?.id).toBe(card.payment_method)
    const again = await failure(pay(card, { off_session: true }, options))
    expect(again.payment_intent?.id).toBe(first.payment_intent?.id)
    const all = await stripe.paymentIntents.list({ customer: card.customer })
    expect(all.data).toHaveLength(1)
    const charges = await stripe.charges.list({ payment_intent: first.payment_intent!.id })
    expect(charges.data).toHaveLength(1)
  })

  it('is declined where the bank wants to ask, and goes on when the customer is back', async () => {
    const card = await customerWith('pm_card_authenticationRequired')
    const refused = await failure(pay(card, { off_session: true }))
    expect(refused).toMatchObject({ statusCode: 402, code: 'authentication_required' })
    const { id } = refused.payment_intent!
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_payment_method')
    const waiting = await stripe.paymentIntents.confirm(id, {
      payment_method: card.payment_method,
      return_url: 'https://shop.example/done',
    })
    expect(waiting.status).toBe('requires_action')
    await submit(challengeOf(waiting), { answer: 'passed' })
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded')
  })

  it('can not use a card that the customer has removed', async () => {
    const card = await customerWith('pm_card_visa')
    await stripe.paymentMethods.detach(card.payment_method)
    const refused = await failure(pay(card, { off_session: true }))
    expect(refused).toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError' })
    expect(refused.message).toContain('It may not be used again.')
    await expect(
      stripe.paymentMethods.attach(card.payment_method, { customer: card.customer }),
    ).rejects.toMatchObject({ statusCode: 400 })
    expect((await stripe.paymentIntents.list({ customer: card.customer })).data).toEqual([])
  })

  it('must be confirmed in the same call', async () => {
    const card = await customerWith('pm_card_visa')
    expect(await failure(pay(card, { off_session: true, confirm: false }))).toMatchObject({
      statusCode: 400,
      param: 'off_session',
    })
  })
})

describe('a card that is set up once', () => {
  it('is asked for at first, and charged while the customer is away from then on', async () => {
    const customer = await stripe.customers.create()
    const setup = await stripe.setupIntents.create({
      customer: customer.id,
      payment_method: 'pm_card_authenticationRequiredOnSetup',
      confirm: true,
      usage: 'off_session',
    })
    const card = { customer: customer.id, payment_method: setup.payment_method as string }
    expect(setup.status).toBe('requires_action')
    expect((await failure(pay(card, { off_session: true }))).code).toBe('authentication_required')
    await submit(challengeOf(setup), { answer: 'passed' })
    expect((await pay(card, { off_session: true })).status).toBe('succeeded')
    // With the customer there, this card always asks.
    expect((await pay(card)).status).toBe('requires_action')
  })

  it('can be set up by a first payment, which attaches it', async () => {
    const customer = await stripe.customers.create()
    const first = await stripe.paymentIntents.create({
      amount: 500,
      currency: 'usd',
      confirm: true,
      customer: customer.id,
      payment_method: 'pm_card_authenticationRequiredOnSetup',
      setup_future_usage: 'off_session',
    })
    await submit(challengeOf(first), { answer: 'passed' })
    const paid = await stripe.paymentIntents.retrieve(first.id)
    const payment_method = paid.payment_method as string
    expect((await stripe.paymentMethods.retrieve(payment_method)).customer).toBe(customer.id)
    const later = await pay({ customer: customer.id, payment_method }, { off_session: true })
    expect(later.status).toBe('succeeded')
  })

  it('does not help a card whose bank always asks', async () => {
    const card = await customerWith('pm_card_authenticationRequired')
    const setup = await stripe.setupIntents.create({ ...card, confirm: true })
    await submit(challengeOf(setup), { answer: 'passed' })
    expect((await failure(pay(card, { off_session: true }))).code).toBe('authentication_required')
  })
})

describe('a challenge', () => {
  it('may be followed by a decline', async () => {
    const card = await customerWith('pm_card_authenticationRequiredChargeDeclinedInsufficientFunds')
    const waiting = await pay(card)
    expect(waiting.status).toBe('requires_action')
    await submit(challengeOf(waiting), { answer: 'passed' })
    expect(await stripe.paymentIntents.retrieve(waiting.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: 'insufficient_funds' },
    })
  })

  it('can be refused by who pays', async () => {
    const card = await customerWith('pm_card_authenticationRequired')
    const refused = await failure(pay(card, { error_on_requires_action: true }))
    expect(refused).toMatchObject({ statusCode: 402, code: 'authentication_required' })
    const charges = await stripe.charges.list({ payment_intent: refused.payment_intent!.id })
    expect(charges.data).toEqual([])
  })
})

it('events of a declined payment come in order', async () => {
  const card = await customerWith('pm_card_chargeCustomerFail')
  const refused = await failure(pay(card, { off_session: true }))
  const { eventsOf } = controlsOf(harness)
  expect(await eventsOf(refused.payment_intent!.id)).toEqual([
    'payment_intent.created',
    'payment_intent.payment_failed',
  ])
  expect(await eventsOf(refused.charge!)).toEqual(['charge.failed'])
})

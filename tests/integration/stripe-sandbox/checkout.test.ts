import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goodCard, startHarness, submit, type Harness } from './harness'

let harness: Harness
let pack: Stripe.Price

beforeAll(async () => {
  harness = await startHarness()
  const { stripe } = harness
  pack = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1000,
    product_data: { name: '1,000 credits' },
  })
})
afterAll(() => harness.close())

async function open(params: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const customer = await harness.stripe.customers.create({ email: 'customer@example.com' })
  const session = await harness.stripe.checkout.sessions.create({
    mode: 'payment',
    customer: customer.id,
    line_items: [{ price: pack.id, quantity: 1 }],
    success_url: 'http://app.test/return?session_id={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://app.test/cancelled',
    metadata: { userId: 'u1' },
    ...params,
  })
  return { session, customer, url: session.url! }
}
const read = (id: string) =>
  harness.stripe.checkout.sessions.retrieve(id, {
    expand: ['payment_intent.latest_charge', 'subscription', 'invoice', 'line_items'],
  })

describe('a payment', () => {
  it('is taken from 4242 and ends in a paid session, payment intent and charge', async () => {
    const { session, url, customer } = await open({
      payment_intent_data: { metadata: { kind: 'topup' } },
    })
    const response = await submit(url, goodCard)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(`http://app.test/return?session_id=${session.id}`)
    const paid = await read(session.id)
    expect(paid).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      amount_total: 1000,
      url: null,
    })
    expect(paid.line_items?.data[0]).toMatchObject({ description: '1,000 credits', quantity: 1 })
    const intent = paid.payment_intent as Stripe.PaymentIntent
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount_received: 1000,
      customer: customer.id,
      metadata: { kind: 'topup' },
    })
    const charge = intent.latest_charge as Stripe.Charge
    expect(charge).toMatchObject({ paid: true, amount: 1000 })
    expect(charge.billing_details.address).toMatchObject({ country: 'DE', postal_code: '10115' })
    const receipt = await fetch(charge.receipt_url!)
    expect(receipt.status).toBe(200)
    expect(await receipt.text()).toContain('$10.00')
  })

  it('happens once when the form is sent twice at once', async () => {
    const { session, url, customer } = await open()
    const answers = await Promise.all([submit(url, goodCard), submit(url, goodCard)])
    expect(answers.map((one) => one.status)).toEqual([303, 303])
    const { data } = await harness.stripe.charges.list({ customer: customer.id })
    expect(data).toHaveLength(1)
    expect(await (await fetch(`${harness.url}/pay/c/${session.id}`)).text()).toContain(
      'You have paid already',
    )
  })

  it.each([
    ['4000 0000 0000 0002', 'Your card was declined.', 'generic_decline'],
    ['4000 0000 0000 9995', 'Your card has insufficient funds.', 'insufficient_funds'],
    ['4000 0000 0000 0069', 'Your card has expired.', 'expired_card'],
  ])('is declined in place for %s, and the next card pays', async (number, sentence, code) => {
    const { session, url, customer } = await open()
    const refused = await submit(url, { ...goodCard, number })
    expect(refused.status).toBe(402)
    expect(await refused.text()).toContain(sentence)
    expect((await read(session.id)).status).toBe('open')
    const [intent] = (await harness.stripe.paymentIntents.list({ customer: customer.id })).data
    expect(intent).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: code },
    })
    expect((await submit(url, goodCard)).status).toBe(303)
    const paid = await read(session.id)
    expect(paid.status).toBe('complete')
    // The same intent carried both attempts.
    expect((paid.payment_intent as Stripe.PaymentIntent).id).toBe(intent!.id)
  })

  it('asks again, in a sentence per field, when the form is wrong', async () => {
    const { session, url } = await open({ customer: undefined })
    const response = await submit(url, {
      number: '4242 4242 4242 4241',
      expiry: '01 / 20',
      cvc: '',
      name: '',
      country: 'XX',
      postal_code: '',
      email: 'no',
    })
    expect(response.status).toBe(422)
    const page = await response.text()
    for (const sentence of [
      'Your card number is invalid.',
      'in the past',
      'security code',
      'name on your card',
      'Choose your country',
      'Enter your postal code',
      'Enter your email',
    ])
      expect(page).toContain(sentence)
    expect((await read(session.id)).status).toBe('open')
  })

  it('passes a 3-D Secure challenge', async () => {
    const { session, url } = await open()
    const sent = await submit(url, { ...goodCard, number: '4000 0027 6000 3184' })
    expect(sent.status).toBe(303)
    const challenge = sent.headers.get('location')!
    expect(await (await fetch(challenge)).text()).toContain('Complete authentication')
    expect((await read(session.id)).status).toBe('open')
    const passed = await submit(challenge, { answer: 'passed' })
    expect(passed.headers.get('location')).toBe(`http://app.test/return?session_id=${session.id}`)
    expect((await read(session.id)).payment_status).toBe('paid')
  })

  it('is not taken when the challenge fails, and says so', async () => {
    const { session, url, customer } = await open()
    const challenge = (
      await submit(url, { ...goodCard, number: '4000 0027 6000 3184' })
    ).headers.get('location')!
    const failed = await submit(challenge, { answer: 'failed' })
    const page = await (await fetch(new URL(failed.headers.get('location')!, harness.url))).text()
    expect(page).toContain('We are unable to authenticate your payment method.')
    expect((await read(session.id)).status).toBe('open')
    expect((await harness.stripe.charges.list({ customer: customer.id })).data).toEqual([])
  })

  it('takes a promotion code, refuses an unknown one, and bills the rest', async () => {
    const coupon = await harness.stripe.coupons.create({ percent_off: 25, duration: 'once' })
    await harness.stripe.promotionCodes.create({
      code: 'QUARTER',
      promotion: { type: 'coupon', coupon: coupon.id },
    })
    const { session, url } = await open({ allow_promotion_codes: true })
    const unknown = await submit(`${url}/promotion`, { code: 'NOPE' })
    expect(unknown.status).toBe(422)
    expect(await unknown.text()).toContain('This code is invalid.')
    expect((await submit(`${url}/promotion`, { code: 'quarter' })).status).toBe(303)
    expect(await (await fetch(url)).text()).toContain('$7.50')
    await submit(url, goodCard)
    const paid = await read(session.id)
    expect(paid).toMatchObject({
      amount_subtotal: 1000,
      amount_total: 750,
      total_details: { amount_discount: 250 },
    })
    expect((paid.payment_intent as Stripe.PaymentIntent).amount).toBe(750)
  })

  it('makes an invoice when asked to', async () => {
    const { session, url } = await open({ invoice_creation: { enabled: true } })
    await submit(url, goodCard)
    const { invoice, payment_intent } = await read(session.id)
    expect(invoice).toMatchObject({
      status: 'paid',
      total: 1000,
      billing_reason: 'manual',
      parent: null,
    })
    const { data } = await harness.stripe.invoicePayments.list({
      payment: {
        type: 'payment_intent',
        payment_intent: (payment_intent as Stripe.PaymentIntent).id,
      },
    })
    expect(data[0]?.invoice).toBe((invoice as Stripe.Invoice).id)
  })
})

describe('a checkout that is not paid', () => {
  it('links back to the shop', async () => {
    const { url } = await open()
    expect(await (await fetch(url)).text()).toContain('href="http://app.test/cancelled"')
  })

  it('expires on request, and takes no card afterwards', async () => {
    const { session, url } = await open()
    expect((await harness.stripe.checkout.sessions.expire(session.id)).status).toBe('expired')
    expect(await (await fetch(url)).text()).toContain('This checkout has expired')
    expect((await submit(url, goodCard)).status).toBe(410)
    await expect(harness.stripe.checkout.sessions.expire(session.id)).rejects.toMatchObject({
      statusCode: 400,
    })
    await harness.until((all) => all.some(({ event }) => event.type === 'checkout.session.expired'))
  })
})

describe('a challenge', () => {
  it('cannot pay for a checkout that has expired meanwhile', async () => {
    const { session, url, customer } = await open()
    const sent = await submit(url, { ...goodCard, number: '4000 0027 6000 3184' })
    await harness.stripe.checkout.sessions.expire(session.id)
    await submit(sent.headers.get('location')!, { answer: 'passed' })
    expect((await read(session.id)).status).toBe('expired')
    expect((await harness.stripe.charges.list({ customer: customer.id })).data).toEqual([])
  })

  it('comes before a card that needs it is kept', async () => {
    const customer = await harness.stripe.customers.create()
    const setup = await harness.stripe.setupIntents.create({
      customer: customer.id,
      payment_method: 'pm_card_authenticationRequired',
      confirm: true,
    })
    expect(setup.status).toBe('requires_action')
    await submit(setup.next_action!.redirect_to_url!.url!, { answer: 'passed' })
    expect(await harness.stripe.setupIntents.retrieve(setup.id)).toMatchObject({
      status: 'succeeded',
    })
    const kept = await harness.stripe.customers.listPaymentMethods(customer.id)
    expect(kept.data).toHaveLength(1)
  })
})

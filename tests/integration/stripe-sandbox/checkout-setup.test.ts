import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goodCard, startHarness, submit, type Harness } from './harness'

let harness: Harness
let stripe: Stripe

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
})
afterAll(() => harness.close())

const success_url = 'http://app.test/return?session_id={CHECKOUT_SESSION_ID}'

describe('a checkout that keeps a card', () => {
  const open = async () => {
    const customer = await stripe.customers.create({ email: 'customer@example.com' })
    const session = await stripe.checkout.sessions.create({
      mode: 'setup',
      currency: 'usd',
      customer: customer.id,
      setup_intent_data: { metadata: { userId: 'u1' } },
      success_url,
    })
    return { customer: customer.id, session }
  }
  const kept = async (customer: string) =>
    (await stripe.customers.listPaymentMethods(customer)).data.map(({ card }) => card?.last4)
  const read = (id: string) => stripe.checkout.sessions.retrieve(id, { expand: ['setup_intent'] })

  it('charges nothing, keeps the card and is complete', async () => {
    const { customer, session } = await open()
    expect(session).toMatchObject({
      mode: 'setup',
      amount_total: null,
      payment_status: 'no_payment_required',
      setup_intent: expect.stringMatching(/^seti_/),
    })
    const before = harness.received.length
    const response = await submit(session.url!, goodCard)
    expect(response.headers.get('location')).toBe(`http://app.test/return?session_id=${session.id}`)
    expect(await read(session.id)).toMatchObject({
      status: 'complete',
      setup_intent: { status: 'succeeded', usage: 'off_session', metadata: { userId: 'u1' } },
    })
    expect(await kept(customer)).toEqual(['4242'])
    await harness.until((all) =>
      all.slice(before).some(({ event }) => event.type === 'checkout.session.completed'),
    )
  })

  it('that the bank refuses is kept nowhere, and another may follow', async () => {
    const { customer, session } = await open()
    const refused = await submit(session.url!, { ...goodCard, number: '4000 0000 0000 0002' })
    expect(refused.status).toBe(402)
    expect(await refused.text()).toContain('Your card was declined.')
    expect(await kept(customer)).toEqual([])
    await submit(session.url!, goodCard)
    expect(await kept(customer)).toEqual(['4242'])
  })

  it('whose bank asks waits for the answer', async () => {
    const { customer, session } = await open()
    const asked = await submit(session.url!, { ...goodCard, number: '4000 0027 6000 3184' })
    const challenge = new URL(asked.headers.get('location') ?? '', session.url!).href
    expect(challenge).toContain('/pay/3ds/seti_')
    const failed = await submit(challenge, { answer: 'failed' })
    expect(failed.headers.get('location')).toContain('declined=authentication')
    const again = await submit(session.url!, { ...goodCard, number: '4000 0027 6000 3184' })
    const passed = await submit(new URL(again.headers.get('location') ?? '', session.url!).href, {
      answer: 'passed',
    })
    expect(passed.headers.get('location')).toContain('http://app.test/return')
    expect(await kept(customer)).toEqual(['3184'])
  })

  it('sells nothing, and says what of', async () => {
    const create = (params: object) =>
      stripe.checkout.sessions.create({ mode: 'setup', success_url, ...params })
    await expect(create({})).rejects.toMatchObject({ param: 'currency' })
    await expect(
      create({ currency: 'usd', line_items: [{ price: 'price_1', quantity: 1 }] }),
    ).rejects.toMatchObject({ param: 'line_items' })
  })
})

describe('tax in a checkout', () => {
  const rateOf = (percentage: number, inclusive: boolean) =>
    stripe.taxRates.create({ display_name: 'VAT', percentage, inclusive })
  const priceOf = (recurring?: { interval: 'month' }) =>
    stripe.prices.create({
      currency: 'usd',
      unit_amount: 1000,
      product_data: { name: 'Taxed' },
      ...(recurring && { recurring }),
    })
  const customerOf = async () => (await stripe.customers.create({ email: 'tax@example.com' })).id

  it.each([
    { inclusive: false, total: 1190, tax: 190 },
    { inclusive: true, total: 1000, tax: 160 },
  ])(
    'on a payment, inclusive $inclusive: $total are charged',
    async ({ inclusive, total, tax }) => {
      const rate = await rateOf(19, inclusive)
      const session = await stripe.checkout.sessions.create({
        mode: 'payment',
        customer: await customerOf(),
        line_items: [{ price: (await priceOf()).id, quantity: 1, tax_rates: [rate.id] }],
        success_url,
      })
      expect(session).toMatchObject({ amount_subtotal: 1000, amount_total: total })
      expect(session.total_details).toMatchObject({ amount_tax: tax })
      expect(await (await fetch(session.url!)).text()).toContain('Tax')
      await submit(session.url!, goodCard)
      const paid = await stripe.checkout.sessions.retrieve(session.id, {
        expand: ['payment_intent'],
      })
      expect(paid.payment_intent).toMatchObject({ amount_received: total })
    },
  )

  it('on a subscription: what the page charges is what its invoice says', async () => {
    const rate = await rateOf(19, false)
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      customer: await customerOf(),
      line_items: [{ price: (await priceOf({ interval: 'month' })).id, quantity: 1 }],
      subscription_data: { default_tax_rates: [rate.id] },
      success_url,
    })
    expect(session).toMatchObject({ amount_total: 1190, total_details: { amount_tax: 190 } })
    await submit(session.url!, goodCard)
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['invoice'] })
    expect(paid.invoice).toMatchObject({ status: 'paid', total: 1190, amount_paid: 1190 })
    const { default_tax_rates } = await stripe.subscriptions.retrieve(String(paid.subscription))
    expect(default_tax_rates).toMatchObject([{ id: rate.id }])
  })
})

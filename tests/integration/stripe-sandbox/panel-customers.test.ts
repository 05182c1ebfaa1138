import { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testSandbox, type TestSandbox } from '@/tests/support/sandbox'
import { submit } from './harness'

let sandbox: TestSandbox
let stripe: Stripe

beforeAll(async () => {
  sandbox = await testSandbox()
  const { hostname, port } = new URL(sandbox.url)
  stripe = new Stripe('sk_test_panel', {
    host: hostname,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
  })
})
afterAll(() => sandbox.close())

const pageOf = async (path: string) => (await fetch(`${sandbox.url}${path}`)).text()

async function subscriber() {
  const customer = await stripe.customers.create({
    email: 'ada@example.com',
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  })
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 2000,
    recurring: { interval: 'month' },
    product_data: { name: 'Pro' },
  })
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
  })
  const [charge] = (await stripe.charges.list({ customer: customer.id })).data
  const act = (action: string, id: string, fields: Record<string, string> = {}) =>
    submit(`${sandbox.url}/customers/${customer.id}/${action}/${id}`, fields)
  return {
    customer,
    subscription,
    charge: charge!,
    card: customer.invoice_settings.default_payment_method as string,
    act,
    page: () => pageOf(`/customers/${customer.id}`),
  }
}

it('lists the customers, each with a page of what they have', async () => {
  const { customer, card, charge, subscription, page } = await subscriber()
  expect(await pageOf('/customers')).toContain(customer.id)
  const shown = await page()
  for (const text of [card, charge.id, subscription.id, '$20.00', 'Pro', '···· 4242'])
    expect(shown).toContain(text)
  expect((await fetch(`${sandbox.url}/customers/cus_none`)).status).toBe(404)
})

describe('a button', () => {
  it('makes a card fail at the next renewal, and heals it', async () => {
    const { card, customer, act, subscription, page } = await subscriber()
    expect((await act('fail', card, { code: 'insufficient_funds' })).status).toBe(303)
    expect(await page()).toContain('fails: insufficient funds')
    await act('renew', subscription.id)
    const failed = await stripe.subscriptions.retrieve(subscription.id)
    expect(failed.status).toBe('past_due')
    const [attempt] = (await stripe.charges.list({ customer: customer.id })).data
    expect(attempt).toMatchObject({ paid: false, outcome: { reason: 'insufficient_funds' } })
    await act('heal', card)
    await act('pay', failed.latest_invoice as string)
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
  })

  it('refunds a part, then all that is left, and no more', async () => {
    const { charge, act } = await subscriber()
    await act('refund', charge.id, { amount: '5.50' })
    expect((await stripe.charges.retrieve(charge.id)).amount_refunded).toBe(550)
    const more = await act('refund', charge.id, { amount: '15' })
    expect(more.status).toBe(400)
    expect(await more.text()).toContain('greater than unrefunded amount')
    expect((await act('refund', charge.id, { amount: 'much' })).status).toBe(400)
    await act('refund', charge.id)
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({
      amount_refunded: 2000,
      refunded: true,
    })
  })

  it.each(['win', 'lose'] as const)('disputes a payment, and has it end: %s', async (end) => {
    const { charge, act, page } = await subscriber()
    await act('dispute', charge.id)
    expect((await stripe.charges.retrieve(charge.id)).disputed).toBe(true)
    const [dispute] = (await stripe.disputes.list({ charge: charge.id })).data
    expect(await page()).toContain('dispute needs response')
    await act(end, dispute!.id)
    expect((await stripe.disputes.retrieve(dispute!.id)).status).toBe(
      end === 'win' ? 'won' : 'lost',
    )
  })

  it('lets a checkout expire, and cancels a subscription', async () => {
    const { customer, subscription, act } = await subscriber()
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      customer: customer.id,
      line_items: [
        {
          quantity: 1,
          price_data: { currency: 'usd', unit_amount: 500, product_data: { name: 'Credits' } },
        },
      ],
      success_url: 'http://app.test/return',
    })
    await act('expire', session.id)
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('expired')
    expect((await act('expire', session.id)).status).toBe(400)
    await act('cancel', subscription.id)
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled')
    expect((await act('cancel', subscription.id)).status).toBe(400)
  })

  it('does nothing that is not a button', async () => {
    const { card, act } = await subscriber()
    expect((await act('destroy', card)).status).toBe(404)
    expect((await act('constructor', card)).status).toBe(404)
    expect((await act('fail', card, { code: 'nonsense' })).status).toBe(400)
  })
})

it('has the same for scripts: a card’s decline', async () => {
  const { card, customer } = await subscriber()
  const set = (code: string | null) =>
    fetch(`${sandbox.url}/sandbox/stripe/payment_methods/${card}/decline`, {
      method: 'POST',
      body: JSON.stringify({ code }),
    })
  const pay = () =>
    stripe.paymentIntents.create({
      amount: 500,
      currency: 'usd',
      customer: customer.id,
      payment_method: card,
      off_session: true,
      confirm: true,
    })
  expect((await set('lost_card')).status).toBe(200)
  await expect(pay()).rejects.toMatchObject({ decline_code: 'lost_card' })
  await set(null)
  expect((await pay()).status).toBe('succeeded')
  expect((await set('nonsense')).status).toBe(400)
})

it('arms a fault and takes it back, by forms', async () => {
  await submit(`${sandbox.url}/faults`, { kind: 'drop', type: 'invoice.paid', delayMs: '5000' })
  expect(await pageOf('/')).toContain('is lost')
  const faults = async () =>
    (
      (await (await fetch(`${sandbox.url}/api/switches`)).json()) as {
        webhooks: { faults: unknown[] }
      }
    ).webhooks.faults
  expect(await faults()).toEqual([{ kind: 'drop', type: 'invoice.paid' }])
  expect((await submit(`${sandbox.url}/faults`, { kind: 'explode' })).status).toBe(400)
  await submit(`${sandbox.url}/faults/clear`, {})
  expect(await faults()).toEqual([])
})

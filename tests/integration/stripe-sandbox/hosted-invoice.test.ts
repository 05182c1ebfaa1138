import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goodCard, startHarness, submit, type Harness } from './harness'

let harness: Harness
let stripe: Stripe
let price: Stripe.Price

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 2000,
    recurring: { interval: 'month' },
    product_data: { name: 'Pro' },
  })
})
afterAll(() => harness.close())

/** A subscription whose first invoice is open, because the card failed. */
async function owing({ own = true } = {}) {
  const customer = await stripe.customers.create({ email: 'ada@example.com', name: 'Ada' })
  const card = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
    customer: customer.id,
  })
  if (!own)
    await stripe.customers.update(customer.id, {
      invoice_settings: { default_payment_method: card.id },
    })
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    ...(own && { default_payment_method: card.id }),
    expand: ['latest_invoice'],
  })
  const invoice = subscription.latest_invoice as Stripe.Invoice
  return { customer, card, subscription, invoice, url: invoice.hosted_invoice_url! }
}

const pageOf = async (url: string) => (await fetch(url)).text()
const invoiceOf = (id: string) => stripe.invoices.retrieve(id)

describe('an open invoice', () => {
  it('says what is owed for what, and is paid with a new card by whoever has the address', async () => {
    const { url, invoice, subscription, card } = await owing()
    const page = await pageOf(url)
    for (const text of ['Pro', '$20.00', invoice.number!, 'Ada', 'Due'])
      expect(page).toContain(text)
    expect((await submit(url, goodCard)).status).toBe(303)
    expect((await invoiceOf(invoice.id)).status).toBe('paid')
    const after = await stripe.subscriptions.retrieve(subscription.id)
    expect(after.status).toBe('active')
    // The subscription's own card had failed: the new one takes its place.
    expect(after.default_payment_method).toMatch(/^pm_/)
    expect(after.default_payment_method).not.toBe(card.id)
    expect(await pageOf(url)).toContain('Paid on')
  })

  it('makes the new card the customer’s, where the customer’s had failed', async () => {
    const { url, subscription, customer, card } = await owing({ own: false })
    await submit(url, goodCard)
    const { invoice_settings } = (await stripe.customers.retrieve(customer.id)) as Stripe.Customer
    expect(invoice_settings.default_payment_method).toMatch(/^pm_/)
    expect(invoice_settings.default_payment_method).not.toBe(card.id)
    expect((await stripe.subscriptions.retrieve(subscription.id)).default_payment_method).toBeNull()
  })

  it('is paid with a saved card of the customer, and with nobody else’s', async () => {
    const { url, invoice, customer, subscription } = await owing()
    const other = await stripe.customers.create()
    const foreign = await stripe.paymentMethods.attach('pm_card_visa', { customer: other.id })
    const saved = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    expect(await pageOf(url)).toContain(saved.id)
    expect(await pageOf(url)).not.toContain(foreign.id)
    expect((await submit(url, { saved: foreign.id })).status).toBe(422)
    expect((await submit(url, { saved: saved.id })).status).toBe(303)
    expect((await invoiceOf(invoice.id)).status).toBe('paid')
    const { default_payment_method } = await stripe.subscriptions.retrieve(subscription.id)
    expect(default_payment_method).toBe(saved.id)
  })

  it('says that a card was declined, stays open, and takes the next', async () => {
    const { url, invoice } = await owing()
    const declined = await submit(url, { ...goodCard, number: '4000 0000 0000 9995' })
    expect(declined.status).toBe(402)
    expect(await declined.text()).toContain('Your card has insufficient funds.')
    expect(await invoiceOf(invoice.id)).toMatchObject({ status: 'open', amount_remaining: 2000 })
    expect((await submit(url, { ...goodCard, expiry: '' })).status).toBe(422)
    expect((await submit(url, goodCard)).status).toBe(303)
    expect((await invoiceOf(invoice.id)).status).toBe('paid')
  })

  it('passes a 3-D Secure challenge, and keeps that card', async () => {
    const { url, invoice, subscription, card } = await owing()
    const secure = { ...goodCard, number: '4000 0027 6000 3184' }
    const challenge = (await submit(url, secure)).headers.get('location')!
    const failed = await submit(challenge, { answer: 'failed' })
    const back = await fetch(new URL(failed.headers.get('location')!, harness.url))
    expect(await back.text()).toContain('We are unable to authenticate your payment method.')
    expect((await invoiceOf(invoice.id)).status).toBe('open')
    const again = (await submit(url, secure)).headers.get('location')!
    const passed = await submit(again, { answer: 'passed' })
    expect(passed.headers.get('location')).toBe(`/pay/i/${invoice.id}`)
    expect((await invoiceOf(invoice.id)).status).toBe('paid')
    const { default_payment_method } = await stripe.subscriptions.retrieve(subscription.id)
    expect(default_payment_method).not.toBe(card.id)
  })

  it('is paid once when the form is sent twice at once', async () => {
    const { url, customer } = await owing()
    const answers = await Promise.all([submit(url, goodCard), submit(url, goodCard)])
    expect(answers.map(({ status }) => status)).toEqual([303, 303])
    const { data } = await stripe.charges.list({ customer: customer.id })
    expect(data.filter(({ paid }) => paid)).toHaveLength(1)
  })
})

describe('any invoice', () => {
  it('has a sheet to print at the address of its PDF', async () => {
    const { invoice } = await owing()
    const sheet = await pageOf(invoice.invoice_pdf!)
    for (const text of ['Bill to', 'Ada', 'Unit price', invoice.number!, '$20.00'])
      expect(sheet).toContain(text)
    expect(sheet).not.toContain('Card number')
  })

  it('takes no money once it is void, and says so', async () => {
    const { url, invoice, customer } = await owing()
    await stripe.invoices.voidInvoice(invoice.id)
    const page = await pageOf(url)
    expect(page).toContain('Nothing is owed')
    expect(page).not.toContain('Card number')
    expect((await submit(url, goodCard)).status).toBe(303)
    const { data } = await stripe.charges.list({ customer: customer.id })
    expect(data.filter(({ paid }) => paid)).toEqual([])
  })

  it('leads to the receipt once it is paid', async () => {
    const { url } = await owing()
    await submit(url, goodCard)
    const [, receipt] = /href="([^"]*\/pay\/r\/[^"]+)"/.exec(await pageOf(url))!
    expect(await pageOf(receipt!)).toContain('Receipt of the sandbox')
  })
})

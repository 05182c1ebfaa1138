import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { controlsOf, type Controls } from './controls'
import { startHarness, type Harness } from './harness'

let harness: Harness
let stripe: Stripe
let controls: Controls
let vat: Stripe.TaxRate
let included: Stripe.TaxRate

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  controls = controlsOf(harness)
  vat = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false })
  included = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: true })
})
afterAll(() => harness.close())

async function newCustomer(more: Stripe.CustomerCreateParams = {}) {
  const customer = await stripe.customers.create({ address: { country: 'DE' }, ...more })
  const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
  await stripe.customers.update(customer.id, {
    invoice_settings: { default_payment_method: method.id },
  })
  return customer.id
}

const priceOf = (unit_amount: number) =>
  stripe.prices.create({
    currency: 'eur',
    unit_amount,
    recurring: { interval: 'month' },
    product_data: { name: 'Pro' },
  })

async function subscribe(
  amount: number,
  params: Partial<Stripe.SubscriptionCreateParams>,
  customer?: string,
) {
  const price = await priceOf(amount)
  return stripe.subscriptions.create({
    customer: customer ?? (await newCustomer()),
    items: [{ price: price.id }],
    expand: ['latest_invoice'],
    ...params,
  })
}

const firstOf = ({ latest_invoice }: Stripe.Subscription) => latest_invoice as Stripe.Invoice

async function renewalOf({ id }: Stripe.Subscription) {
  const { invoice } = await controls.post<{ invoice: Stripe.Invoice }>(`subscriptions/${id}/renew`)
  return invoice
}

describe('a tax rate', () => {
  it('of the subscription is added to each of its invoices', async () => {
    const subscription = await subscribe(1999, { default_tax_rates: [vat.id] })
    expect(subscription.default_tax_rates?.map(({ id }) => id)).toEqual([vat.id])
    for (const invoice of [firstOf(subscription), await renewalOf(subscription)])
      expect(invoice).toMatchObject({
        status: 'paid',
        subtotal: 1999,
        subtotal_excluding_tax: 1999,
        total: 2379,
        total_excluding_tax: 1999,
        amount_paid: 2379,
        total_taxes: [
          {
            amount: 380,
            tax_behavior: 'exclusive',
            taxable_amount: 1999,
            tax_rate_details: { tax_rate: vat.id },
          },
        ],
        lines: { data: [{ amount: 1999, taxes: [{ amount: 380 }] }] },
      })
  })

  it('that is in the price changes nothing to pay', async () => {
    const invoice = firstOf(await subscribe(11900, { default_tax_rates: [included.id] }))
    expect(invoice).toMatchObject({
      subtotal: 11900,
      subtotal_excluding_tax: 10000,
      total: 11900,
      total_excluding_tax: 10000,
      amount_paid: 11900,
      total_taxes: [{ amount: 1900, tax_behavior: 'inclusive', taxable_amount: 10000 }],
    })
  })

  it('counts on what a discount has left', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'forever' })
    const invoice = firstOf(
      await subscribe(2000, { default_tax_rates: [vat.id], discounts: [{ coupon: coupon.id }] }),
    )
    expect(invoice).toMatchObject({
      subtotal: 2000,
      total: 1190,
      total_excluding_tax: 1000,
      total_taxes: [{ amount: 190, taxable_amount: 1000 }],
    })
  })

  it('is in the preview as in the charge, for an upgrade too', async () => {
    const subscription = await subscribe(1000, { default_tax_rates: [vat.id] })
    const price = await priceOf(3000)
    const [item] = subscription.items.data
    const proration_date = item!.current_period_start
    const items = [{ id: item!.id, price: price.id }]
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { items, proration_behavior: 'always_invoice', proration_date },
    })
    expect(preview).toMatchObject({ subtotal: 2000, total: 2380, amount_due: 2380 })
    const upgraded = await stripe.subscriptions.update(subscription.id, {
      items,
      proration_behavior: 'always_invoice',
      proration_date,
      expand: ['latest_invoice'],
    })
    expect(firstOf(upgraded)).toMatchObject({ status: 'paid', total: 2380, amount_paid: 2380 })
  })

  it('does not touch who is exempt', async () => {
    for (const [tax_exempt, reason] of [
      ['exempt', 'customer_exempt'],
      ['reverse', 'reverse_charge'],
    ] as const) {
      const customer = await newCustomer({ tax_exempt })
      const invoice = firstOf(await subscribe(1000, { default_tax_rates: [vat.id] }, customer))
      expect(invoice).toMatchObject({
        total: 1000,
        total_taxes: [{ amount: 0, taxability_reason: reason }],
      })
    }
  })

  it('can be taken off again, and retired', async () => {
    const subscription = await subscribe(1000, { default_tax_rates: [vat.id] })
    await stripe.subscriptions.update(subscription.id, { default_tax_rates: '' })
    expect(await renewalOf(subscription)).toMatchObject({ total: 1000, total_taxes: [] })
    const old = await stripe.taxRates.create({
      display_name: 'Old',
      percentage: 7.5,
      inclusive: false,
    })
    expect(old.percentage).toBe(7.5)
    await stripe.taxRates.update(old.id, { active: false })
    await expect(subscribe(1000, { default_tax_rates: [old.id] })).rejects.toMatchObject({
      param: 'default_tax_rates[0]',
    })
    const inactive = await stripe.taxRates.list({ active: false })
    expect(inactive.data.map(({ id }) => id)).toEqual([old.id])
  })
})

describe('automatic tax', () => {
  it('needs to know where the customer is', async () => {
    const customer = await stripe.customers.create()
    await expect(
      subscribe(1000, { automatic_tax: { enabled: true } }, customer.id),
    ).rejects.toMatchObject({ statusCode: 400, code: 'customer_tax_location_invalid' })
  })

  it('that loses the place leaves a draft, and says so', async () => {
    const customer = await newCustomer()
    const subscription = await subscribe(1000, { automatic_tax: { enabled: true } }, customer)
    await stripe.customers.update(customer, { address: '' })
    const draft = await renewalOf(subscription)
    expect(draft).toMatchObject({
      status: 'draft',
      automatic_tax: { enabled: true, status: 'requires_location_inputs' },
      last_finalization_error: { code: 'customer_tax_location_invalid' },
      automatically_finalizes_at: null,
    })
    expect((await controls.eventsOf(draft.id)).at(-1)).toBe('invoice.finalization_failed')
    // It does not come round by itself.
    expect((await controls.call(`due/${draft.id}`)).status).toBe(400)
    await expect(stripe.invoices.finalizeInvoice(draft.id)).rejects.toMatchObject({
      code: 'customer_tax_location_invalid',
    })
    await stripe.customers.update(customer, { address: { country: 'DE' } })
    const open = await stripe.invoices.finalizeInvoice(draft.id)
    expect(open).toMatchObject({
      status: 'open',
      automatic_tax: { status: 'complete' },
      last_finalization_error: null,
    })
  })
})

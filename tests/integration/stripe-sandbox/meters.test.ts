import { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { controlsOf, type Controls } from './controls'
import { startHarness, webhookSecret, type Harness } from './harness'

let harness: Harness
let stripe: Stripe
let controls: Controls
let product: Stripe.Product
let flat: Stripe.Price
let made = 0

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  controls = controlsOf(harness)
  product = await stripe.products.create({ name: 'API calls' })
  flat = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1900,
    recurring: { interval: 'month' },
    product_data: { name: 'Pro' },
  })
})
afterAll(() => harness.close())

const newMeter = (more: Partial<Stripe.Billing.MeterCreateParams> = {}) =>
  stripe.billing.meters.create({
    display_name: 'Calls',
    event_name: `calls_${(made += 1)}`,
    default_aggregation: { formula: 'sum' },
    ...more,
  })

async function newCustomer() {
  const customer = await stripe.customers.create({ email: 'meter@example.com' })
  const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
  await stripe.customers.update(customer.id, {
    invoice_settings: { default_payment_method: method.id },
  })
  return customer.id
}

const count = (
  { event_name }: Stripe.Billing.Meter,
  customer: string,
  value: number,
  more: Partial<Stripe.Billing.MeterEventCreateParams> = {},
) =>
  stripe.billing.meterEvents.create({
    event_name,
    payload: { stripe_customer_id: customer, value: String(value) },
    ...more,
  })

const now = () => Math.floor(Date.now() / 1000)
const minute = (time: number) => time - (time % 60)

async function usageOf(meter: Stripe.Billing.Meter, customer: string): Promise<number> {
  const summaries = await stripe.billing.meters.listEventSummaries(meter.id, {
    customer,
    start_time: minute(now() - 3_600),
    end_time: minute(now() + 120),
  })
  return summaries.data[0]!.aggregated_value
}

describe('a meter', () => {
  it('can be renamed, switched off and on again', async () => {
    const meter = await newMeter()
    expect(meter).toMatchObject({
      status: 'active',
      customer_mapping: { event_payload_key: 'stripe_customer_id', type: 'by_id' },
      value_settings: { event_payload_key: 'value' },
    })
    const renamed = await stripe.billing.meters.update(meter.id, { display_name: 'All calls' })
    expect(renamed.display_name).toBe('All calls')
    const off = await stripe.billing.meters.deactivate(meter.id)
    expect(off).toMatchObject({
      status: 'inactive',
      status_transitions: { deactivated_at: expect.any(Number) as number },
    })
    await expect(count(meter, await newCustomer(), 1)).rejects.toMatchObject({
      message: `No active meter found for event name "${meter.event_name}".`,
    })
    const inactive = await stripe.billing.meters.list({ status: 'inactive' })
    expect(inactive.data.map(({ id }) => id)).toContain(meter.id)
    expect((await stripe.billing.meters.reactivate(meter.id)).status).toBe('active')
    await expect(newMeter({ event_name: meter.event_name })).rejects.toMatchObject({
      param: 'event_name',
    })
  })

  it.each([
    ['sum', [5, 3, 4], 12],
    ['count', [5, 3, 4], 3],
    ['last', [5, 3, 4], 4],
  ])('by %s', async (formula, values, expected) => {
    const meter = await newMeter({ default_aggregation: { formula } })
    const customer = await newCustomer()
    for (const value of values) await count(meter, customer, value)
    await count(meter, await newCustomer(), 100)
    expect(await usageOf(meter, customer)).toBe(expected)
  })

  it('whose events are sums already takes the last of each window', async () => {
    const meter = await newMeter({ event_time_window: 'day' })
    const customer = await newCustomer()
    const at = now() - 60
    await count(meter, customer, 5, { timestamp: at })
    await count(meter, customer, 8, { timestamp: at })
    expect(await usageOf(meter, customer)).toBe(8)
  })
})

describe('an event', () => {
  it('counts once: its identifier is refused the second time', async () => {
    const meter = await newMeter()
    const customer = await newCustomer()
    const event = await count(meter, customer, 7, { identifier: `use:${customer}` })
    expect(event).toMatchObject({ identifier: `use:${customer}`, payload: { value: '7' } })
    await expect(
      count(meter, customer, 7, { identifier: `use:${customer}` }),
    ).rejects.toMatchObject({
      statusCode: 400,
      message: `An event already exists with identifier use:${customer}.`,
    })
    expect(await usageOf(meter, customer)).toBe(7)
  })

  it('can be taken back', async () => {
    const meter = await newMeter()
    const customer = await newCustomer()
    await count(meter, customer, 7, { identifier: `keep:${customer}` })
    await count(meter, customer, 9, { identifier: `wrong:${customer}` })
    const cancel = () =>
      stripe.billing.meterEventAdjustments.create({
        event_name: meter.event_name,
        type: 'cancel',
        cancel: { identifier: `wrong:${customer}` },
      })
    expect(await cancel()).toMatchObject({ cancel: { identifier: `wrong:${customer}` } })
    expect(await usageOf(meter, customer)).toBe(7)
    await expect(cancel()).rejects.toMatchObject({ statusCode: 400 })
  })

  it('must be of the last 35 days, or at most 5 minutes ahead', async () => {
    const meter = await newMeter()
    const customer = await newCustomer()
    for (const timestamp of [now() - 36 * 86_400, now() + 600])
      await expect(count(meter, customer, 1, { timestamp })).rejects.toMatchObject({
        statusCode: 400,
        param: 'timestamp',
      })
    await count(meter, customer, 1, { timestamp: now() - 34 * 86_400 })
    await count(meter, customer, 1, { timestamp: now() + 200 })
  })

  it('that cannot be counted is told of by a thin event', async () => {
    const meter = await newMeter()
    await count(meter, 'cus_nobody', 1, { identifier: 'lost-1' })
    const isReport = ({ event }: { event: Stripe.Event }) =>
      (event.type as string) === 'v1.billing.meter.error_report_triggered'
    await harness.until((received) => received.some(isReport))
    const { body, signature } = harness.received.find(isReport)!
    expect(JSON.parse(body)).not.toHaveProperty('data')
    const notification = stripe.parseEventNotification(body, signature, webhookSecret)
    if (notification.type !== 'v1.billing.meter.error_report_triggered')
      throw new Error('It is another event.')
    expect(notification.related_object.id).toBe(meter.id)
    const event = await notification.fetchEvent()
    expect(event.data.reason).toMatchObject({
      error_count: 1,
      error_types: [
        {
          code: 'meter_event_customer_not_found',
          sample_errors: [{ request: { identifier: 'lost-1' } }],
        },
      ],
    })
    expect((await notification.fetchRelatedObject()).event_name).toBe(meter.event_name)
  })
})

type Priced = Omit<Stripe.PriceCreateParams, 'currency' | 'product' | 'recurring'>

/** A subscriber who has used so much of what costs so. */
async function subscriberOf(usage: number, priced: Priced) {
  const meter = await newMeter()
  const customer = await newCustomer()
  const price = await stripe.prices.create({
    currency: 'usd',
    product: product.id,
    recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
    ...priced,
  })
  const subscription = await stripe.subscriptions.create({
    customer,
    items: [{ price: flat.id }, { price: price.id }],
    expand: ['latest_invoice'],
  })
  if (usage > 0) await count(meter, customer, usage)
  return { meter, customer, subscription, price }
}

const linesOf = ({ lines }: Stripe.Invoice, price: Stripe.Price) =>
  lines.data
    .filter((line) => line.pricing?.price_details?.price === price.id)
    .map(({ amount, description }) => [amount, description])

describe('what was used', () => {
  it('is billed afterwards, for the period that is over', async () => {
    const { subscription, price } = await subscriberOf(1200, {
      unit_amount_decimal: Stripe.Decimal.from('0.5'),
    })
    const first = subscription.latest_invoice as Stripe.Invoice
    expect(first).toMatchObject({ amount_due: 1900, status: 'paid' })
    const item = subscription.items.data[1]!
    expect(item.quantity).toBeUndefined()
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id })
    expect(preview.amount_due).toBe(1900 + 600)
    const { invoice } = await controls.post<{ invoice: Stripe.Invoice }>(
      `subscriptions/${subscription.id}/renew`,
    )
    expect(invoice).toMatchObject({ amount_due: 2500, status: 'paid' })
    expect(linesOf(invoice, price)).toEqual([[600, '1200 × API calls (at $0.005 / month)']])
    expect(linesOf(preview, price)).toEqual(linesOf(invoice, price))
    const used = invoice.lines.data.find((line) => line.amount === 600)!
    expect(used).toMatchObject({
      quantity: 1200,
      period: { start: item.current_period_start, end: item.current_period_end },
    })
  })

  it('still counts while the draft waits to be finalized', async () => {
    const { subscription, meter, customer, price } = await subscriberOf(10, { unit_amount: 3 })
    // First the next invoice is announced, then it comes.
    await controls.happen(subscription.id)
    await controls.happen(subscription.id)
    const { latest_invoice } = await stripe.subscriptions.retrieve(subscription.id)
    const draft = await stripe.invoices.retrieve(latest_invoice as string)
    expect(draft).toMatchObject({ status: 'draft', amount_due: 1930 })
    await count(meter, customer, 5)
    await controls.happen(draft.id)
    const paid = await stripe.invoices.retrieve(draft.id)
    expect(paid).toMatchObject({ status: 'paid', amount_paid: 1945 })
    expect(linesOf(paid, price)).toEqual([[45, '15 × API calls (at $0.03 / month)']])
  })

  const tiers = [
    { up_to: 100, unit_amount: 2 },
    { up_to: 'inf' as const, unit_amount: 1, flat_amount: 500 },
  ]
  it.each<[string, number, Priced, [number, string][]]>([
    ['nothing', 0, { unit_amount: 3 }, [[0, '0 × API calls (at $0.03 / month)']]],
    [
      'packages begun',
      101,
      { unit_amount: 100, transform_quantity: { divide_by: 100, round: 'up' } },
      [[200, '101 × API calls (at $1.00 per 100 / month)']],
    ],
    [
      'packages full',
      199,
      { unit_amount: 100, transform_quantity: { divide_by: 100, round: 'down' } },
      [[100, '199 × API calls (at $1.00 per 100 / month)']],
    ],
    [
      'graduated tiers',
      150,
      { billing_scheme: 'tiered', tiers_mode: 'graduated', tiers },
      [
        [200, '100 × API calls (Tier 1 at $0.02 / month)'],
        [50, '50 × API calls (Tier 2 at $0.01 / month)'],
        [500, 'API calls (Tier 2 at $5.00 / month)'],
      ],
    ],
    [
      'volume tiers',
      150,
      { billing_scheme: 'tiered', tiers_mode: 'volume', tiers },
      [
        [150, '150 × API calls (Tier 2 at $0.01 / month)'],
        [500, 'API calls (Tier 2 at $5.00 / month)'],
      ],
    ],
  ])('by %s', async (_name, usage, priced, expected) => {
    const { subscription, price } = await subscriberOf(usage, priced)
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id })
    expect(linesOf(preview, price)).toEqual(expected)
  })
})

it('a metered price needs a meter', async () => {
  await expect(
    stripe.prices.create({
      currency: 'usd',
      product: product.id,
      unit_amount: 1,
      recurring: { interval: 'month', usage_type: 'metered' },
    }),
  ).rejects.toMatchObject({ statusCode: 400, param: 'recurring[meter]' })
})

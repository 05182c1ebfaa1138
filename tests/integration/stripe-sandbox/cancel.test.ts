import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHarness, type Harness } from './harness'
import { february, halfway, hour, linesOf, march, priceOf, startLife } from './life'

let harness: Harness
let stripe: Stripe
let pro: Stripe.Price

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  pro = await priceOf(harness, 'Pro', 5000)
})
afterAll(() => harness.close())

async function subscribe() {
  const life = await startLife(harness)
  const subscription = await stripe.subscriptions.create({
    customer: life.customer.id,
    items: [{ price: pro.id }],
  })
  return { life, id: subscription.id, invoice: subscription.latest_invoice as string }
}
const read = (id: string) => stripe.subscriptions.retrieve(id)

describe('a cancellation to come', () => {
  it.each([
    ['cancel_at_period_end', { cancel_at_period_end: true }, true],
    ['min_period_end', { cancel_at: 'min_period_end' }, false],
    ['a moment', { cancel_at: march }, false],
  ] as const)('by %s shows its date, and comes', async (_name, params, atEnd) => {
    const { life, id } = await subscribe()
    const ending = await stripe.subscriptions.update(id, {
      ...params,
      cancellation_details: { comment: 'Too dear', feedback: 'too_expensive' },
    })
    expect(ending).toMatchObject({
      status: 'active',
      cancel_at: march,
      cancel_at_period_end: atEnd,
      canceled_at: february,
      cancellation_details: {
        comment: 'Too dear',
        feedback: 'too_expensive',
        reason: 'cancellation_requested',
      },
    })
    await life.advance(march + 2 * hour)
    expect(await read(id)).toMatchObject({
      status: 'canceled',
      canceled_at: february,
      ended_at: march,
      cancellation_details: { comment: 'Too dear', feedback: 'too_expensive' },
    })
    expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(1)
  })

  it.each([
    [
      'cancel_at_period_end: false',
      { cancel_at_period_end: true },
      { cancel_at_period_end: false },
    ],
    ["cancel_at: ''", { cancel_at: march }, { cancel_at: '' }],
  ] as const)('is taken back by %s', async (_name, ending, back) => {
    const { life, id } = await subscribe()
    await stripe.subscriptions.update(id, ending)
    const since = (await stripe.events.list({ limit: 1 })).data[0]!.id
    const resumed = await stripe.subscriptions.update(id, back)
    expect(resumed).toMatchObject({
      cancel_at: null,
      cancel_at_period_end: false,
      canceled_at: null,
      cancellation_details: { reason: null },
    })
    const [event] = await life.events(since)
    expect(event?.data.previous_attributes).toMatchObject({
      cancel_at: march,
      canceled_at: february,
      cancellation_details: { reason: 'cancellation_requested' },
    })
    await life.advance(march + 2 * hour)
    expect((await read(id)).status).toBe('active')
  })

  it('is either a date or the period’s end', async () => {
    const { id } = await subscribe()
    await expect(
      stripe.subscriptions.update(id, { cancel_at: march, cancel_at_period_end: true }),
    ).rejects.toMatchObject({ statusCode: 400 })
    await expect(
      stripe.subscriptions.update(id, { cancel_at: february - 1 }),
    ).rejects.toMatchObject({ statusCode: 400, param: 'cancel_at' })
  })
})

describe('a cancellation now', () => {
  it('gives nothing back by itself', async () => {
    const { life, id } = await subscribe()
    await life.advance(halfway)
    expect(await stripe.subscriptions.cancel(id)).toMatchObject({
      status: 'canceled',
      ended_at: halfway,
      cancellation_details: { reason: 'cancellation_requested' },
    })
    expect(await stripe.customers.retrieve(life.customer.id)).toMatchObject({ balance: 0 })
    await expect(stripe.subscriptions.cancel(id)).rejects.toMatchObject({ statusCode: 404 })
  })

  it('gives the unused time back to the balance when asked', async () => {
    const { life, id, invoice: first } = await subscribe()
    await life.advance(halfway)
    const ended = await stripe.subscriptions.cancel(id, { prorate: true, invoice_now: true })
    expect(ended.latest_invoice).not.toBe(first)
    const invoice = await stripe.invoices.retrieve(ended.latest_invoice as string)
    expect(linesOf(invoice)).toEqual([
      { amount: -2500, description: 'Unused time on Pro after 15 Feb 2027', proration: true },
    ])
    expect(await stripe.customers.retrieve(life.customer.id)).toMatchObject({ balance: -2500 })
  })

  it('leaves the credit waiting without an invoice', async () => {
    const { life, id } = await subscribe()
    await life.advance(halfway)
    await stripe.subscriptions.cancel(id, { prorate: true })
    const waiting = await stripe.invoiceItems.list({ customer: life.customer.id, pending: true })
    expect(waiting.data).toMatchObject([{ amount: -2500, proration: true }])
  })

  it('ends what waits with it', async () => {
    const { life, id } = await subscribe()
    const large = await priceOf(harness, 'Large', 9000)
    const { items } = await read(id)
    await life.useCard('pm_card_chargeCustomerFail')
    const held = await stripe.subscriptions.update(id, {
      items: [{ id: items.data[0]!.id, price: large.id }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'pending_if_incomplete',
    })
    const ended = await stripe.subscriptions.cancel(id)
    expect(ended.pending_update).toBeNull()
    expect((await stripe.invoices.retrieve(held.latest_invoice as string)).status).toBe('void')
  })
})

import * as fc from 'fast-check'
import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHarness, type Harness } from './harness'
import { day, halfway, latestOf, linesOf, march, priceOf, startLife } from './life'

let harness: Harness
let stripe: Stripe
let starter: Stripe.Price
let pro: Stripe.Price
let prices: Stripe.Price[]

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  starter = await priceOf(harness, 'Starter', 1000)
  pro = await priceOf(harness, 'Pro', 5000)
  prices = [
    starter,
    pro,
    await priceOf(harness, 'Odd', 777),
    await priceOf(harness, 'Free', 0),
    await priceOf(harness, 'Pro yearly', 48_000, { interval: 'year' }),
  ]
})
afterAll(() => harness.close())

async function subscribe() {
  const life = await startLife(harness)
  const subscription = await stripe.subscriptions.create({
    customer: life.customer.id,
    items: [{ price: starter.id }],
  })
  return { life, subscription, item: subscription.items.data[0]!.id }
}

const preview = (
  subscription: string,
  details: Stripe.InvoiceCreatePreviewParams.SubscriptionDetails = {},
) => stripe.invoices.createPreview({ subscription, subscription_details: details })

describe('a preview', () => {
  it('equals what the upgrade charges, whatever the moment, prices, quantities and coupon', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 33, duration: 'forever' })
    const second = fc.integer({ min: 0, max: 365 * day })
    const steps = fc.array(
      fc.record({
        price: fc.integer({ min: 0, max: 4 }),
        quantity: fc.integer({ min: 1, max: 7 }),
        behavior: fc.constantFrom('always_invoice', 'create_prorations', 'none'),
        after: second,
      }),
      { minLength: 2, maxLength: 3 },
    )
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (changes, discounted) => {
        // The time stands still, so that both see the same moment.
        const { customer } = await startLife(harness)
        const subscription = await stripe.subscriptions.create({
          customer: customer.id,
          items: [{ price: starter.id }],
          ...(discounted && { discounts: [{ coupon: coupon.id }] }),
        })
        const item = subscription.items.data[0]!.id
        for (const { price, quantity, behavior, after } of changes) {
          const current = await stripe.subscriptions.retrieve(subscription.id)
          const [{ current_period_start: start, current_period_end: end }] = current.items.data as [
            Stripe.SubscriptionItem,
          ]
          const asked = {
            items: [{ id: item, price: prices[price]!.id, quantity }],
            proration_behavior: behavior,
            proration_date: start + (after % (end - start)),
          } satisfies Stripe.SubscriptionUpdateParams
          const shown = await preview(subscription.id, asked)
          const changed = await stripe.subscriptions.update(subscription.id, {
            ...asked,
            expand: ['latest_invoice'],
          })
          const invoice = latestOf(changed)
          // Without an invoice of its own, the next preview shows what waits.
          const real =
            invoice.id === current.latest_invoice ? await preview(subscription.id) : invoice
          expect(linesOf(shown)).toEqual(linesOf(real))
          expect(shown.lines.data.map((line) => line.period)).toEqual(
            real.lines.data.map((line) => line.period),
          )
          expect([shown.subtotal, shown.total, shown.amount_due]).toEqual([
            real.subtotal,
            real.total,
            real.amount_due,
          ])
        }
      }),
      { numRuns: 10 },
    )
  }, 120_000)

  it('changes nothing', async () => {
    const { life, subscription, item } = await subscribe()
    const since = (await stripe.events.list({ limit: 1 })).data[0]!.id
    const before = await stripe.subscriptions.retrieve(subscription.id)
    const shown = await preview(subscription.id, {
      items: [{ id: item, price: pro.id }],
      proration_behavior: 'always_invoice',
      proration_date: halfway,
    })
    expect(shown).toMatchObject({ amount_due: 2000, billing_reason: 'upcoming', status: 'draft' })
    expect(await life.events(since)).toEqual([])
    expect(await stripe.subscriptions.retrieve(subscription.id)).toEqual(before)
  })

  it('of the next invoice equals the renewal', async () => {
    const { life, subscription, item } = await subscribe()
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: pro.id }],
      proration_date: halfway,
    })
    const shown = await preview(subscription.id)
    expect(shown.period_end).toBe(march)
    await life.advance(march + 7200)
    const [renewal] = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(linesOf(shown)).toEqual(linesOf(renewal!))
    expect(shown.amount_due).toBe(renewal!.amount_due)
  })

  it('of a subscription that ends has nothing to bill', async () => {
    const { subscription } = await subscribe()
    await expect(preview(subscription.id, { cancel_at_period_end: true })).rejects.toMatchObject({
      statusCode: 404,
      code: 'invoice_upcoming_none',
    })
  })

  it('of a subscription yet to be made shows its first invoice', async () => {
    const { customer } = await startLife(harness)
    const shown = await stripe.invoices.createPreview({
      customer: customer.id,
      subscription_details: { items: [{ price: pro.id, quantity: 2 }] },
    })
    expect(shown).toMatchObject({ amount_due: 10_000, currency: 'usd' })
  })

  it('needs to know of what', async () => {
    await expect(stripe.invoices.createPreview({})).rejects.toMatchObject({ statusCode: 400 })
    await expect(preview('sub_none')).rejects.toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
    })
  })
})

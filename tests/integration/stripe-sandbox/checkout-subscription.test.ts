import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goodCard, startHarness, submit, type Harness } from './harness'

let harness: Harness
let plan: Stripe.Price

beforeAll(async () => {
  harness = await startHarness()
  const { stripe } = harness
  plan = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1900,
    recurring: { interval: 'month' },
    product_data: { name: 'Pro' },
  })
})
afterAll(() => harness.close())

async function open() {
  const customer = await harness.stripe.customers.create({ email: 'customer@example.com' })
  const session = await harness.stripe.checkout.sessions.create({
    mode: 'subscription',
    subscription_data: { metadata: { userId: 'u1' } },
    customer: customer.id,
    line_items: [{ price: plan.id, quantity: 1 }],
    success_url: 'http://app.test/return?session_id={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://app.test/cancelled',
    metadata: { userId: 'u1' },
  })
  return { session, customer, url: session.url! }
}
const read = (id: string) =>
  harness.stripe.checkout.sessions.retrieve(id, {
    expand: ['payment_intent.latest_charge', 'subscription', 'invoice', 'line_items'],
  })

describe('a subscription', () => {
  it('is active with a paid invoice, lines with periods, and the card kept', async () => {
    const { session, url, customer } = await open()
    expect((await submit(url, goodCard)).status).toBe(303)
    const { subscription, invoice, payment_intent } = await read(session.id)
    expect(payment_intent).toBeNull()
    const sub = subscription as Stripe.Subscription
    expect(sub).toMatchObject({
      status: 'active',
      metadata: { userId: 'u1' },
      customer: customer.id,
    })
    const [item] = sub.items.data
    expect(item!.price.id).toBe(plan.id)
    expect(item!.current_period_end - item!.current_period_start).toBeGreaterThanOrEqual(
      28 * 86_400,
    )
    const paid = await harness.stripe.invoices.retrieve((invoice as Stripe.Invoice).id, {
      expand: ['payments.data.payment.payment_intent', 'confirmation_secret'],
    })
    expect(paid).toMatchObject({
      status: 'paid',
      billing_reason: 'subscription_create',
      amount_paid: 1900,
      attempt_count: 1,
      parent: { subscription_details: { subscription: sub.id, metadata: { userId: 'u1' } } },
    })
    expect(paid.lines.data[0]).toMatchObject({
      amount: 1900,
      pricing: { price_details: { price: plan.id } },
      parent: {
        subscription_item_details: {
          subscription: sub.id,
          subscription_item: item!.id,
          proration: false,
        },
      },
      period: { start: item!.current_period_start, end: item!.current_period_end },
    })
    expect(paid.payments?.data[0]?.payment.payment_intent).toMatchObject({
      status: 'succeeded',
      amount: 1900,
    })
    expect(paid.confirmation_secret?.client_secret).toContain('_secret_')
    const cards = await harness.stripe.customers.listPaymentMethods(customer.id)
    expect(cards.data.map((card) => card.id)).toEqual([sub.default_payment_method])
    expect((await fetch(paid.hosted_invoice_url!)).status).toBe(200)
  })

  it('tells the app in events that carry the objects', async () => {
    const { session, url, customer } = await open()
    await submit(url, goodCard)
    await harness.until((all) =>
      all.some(
        ({ event }) =>
          event.type === 'checkout.session.completed' && event.data.object.id === session.id,
      ),
    )
    const mine = (await harness.stripe.events.list({ limit: 100 })).data.filter((event) =>
      JSON.stringify(event).includes(customer.id),
    )
    expect(mine.map((event) => event.type).toReversed()).toEqual([
      'customer.created',
      'customer.updated',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'payment_method.attached',
      'invoice.created',
      'customer.subscription.created',
      'invoice.finalized',
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
      'customer.subscription.updated',
      'checkout.session.completed',
    ])
    const updated = mine.find((event) => event.type === 'customer.subscription.updated')
    expect(updated?.data.previous_attributes).toEqual({ status: 'incomplete' })
    expect(updated).toMatchObject({ api_version: '2026-10-28.endive', livemode: false })
  })
})

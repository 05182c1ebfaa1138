import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHarness, type Harness } from './harness'
import { february, halfway, latestOf, linesOf, march, priceOf, startLife } from './life'

let harness: Harness
let stripe: Stripe
let starter: Stripe.Price
let pro: Stripe.Price
let team: Stripe.Price

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  starter = await priceOf(harness, 'Starter', 1000)
  pro = await priceOf(harness, 'Pro', 5000)
  team = await priceOf(harness, 'Team', 9000)
})
afterAll(() => harness.close())

async function subscribe(
  price: Stripe.Price,
  {
    quantity = 1,
    ...params
  }: Partial<Stripe.SubscriptionCreateParams> & { quantity?: number } = {},
) {
  const life = await startLife(harness)
  const subscription = await stripe.subscriptions.create({
    customer: life.customer.id,
    items: [{ price: price.id, quantity }],
    ...params,
  })
  return { life, subscription, item: subscription.items.data[0]!.id }
}

const change = (
  id: string,
  items: Stripe.SubscriptionUpdateParams.Item[],
  params: Stripe.SubscriptionUpdateParams = {},
) =>
  stripe.subscriptions.update(id, {
    items,
    proration_behavior: 'always_invoice',
    expand: ['latest_invoice'],
    ...params,
  })

describe('as recorded from Stripe', () => {
  it('an upgrade at once: 2500 back, 25000 asked, 22500 due', async () => {
    const small = await priceOf(harness, 'Small', 2500)
    const large = await priceOf(harness, 'Large', 25_000)
    const { subscription, item } = await subscribe(small)
    const invoice = latestOf(await change(subscription.id, [{ id: item, price: large.id }]))
    expect(invoice).toMatchObject({
      amount_due: 22_500,
      billing_reason: 'subscription_update',
      status: 'paid',
    })
    expect(linesOf(invoice)).toEqual([
      { amount: -2500, description: 'Unused time on Small after 01 Feb 2027', proration: true },
      { amount: 25_000, description: 'Remaining time on Large after 01 Feb 2027', proration: true },
    ])
  })
})

describe('a change halfway', () => {
  it('gives back half of what was paid and asks half of the new price, in one invoice', async () => {
    const { life, subscription, item } = await subscribe(starter)
    await life.advance(halfway)
    const changed = await change(subscription.id, [{ id: item, price: pro.id }])
    const invoice = latestOf(changed)
    expect(linesOf(invoice).map((line) => line.amount)).toEqual([-500, 2500])
    expect(invoice).toMatchObject({ amount_due: 2000, amount_paid: 2000, total: 2000 })
    expect(invoice.parent?.subscription_details?.subscription_proration_date).toBe(halfway)
    const [credit, charge] = invoice.lines.data
    expect(credit!.period).toEqual({ start: halfway, end: march })
    const first = subscription.latest_invoice as string
    const original = await stripe.invoices.retrieve(first)
    expect(credit!.parent?.subscription_item_details).toMatchObject({
      subscription_item: item,
      proration_details: {
        credited_items: { invoice: first, invoice_line_items: [original.lines.data[0]!.id] },
      },
    })
    expect(charge!.parent?.subscription_item_details).toMatchObject({
      subscription_item: item,
      proration_details: { credited_items: null },
    })
    expect(changed.items.data[0]).toMatchObject({
      id: item,
      price: { id: pro.id },
      current_period_start: february,
      current_period_end: march,
    })
  })

  it('counts each second', async () => {
    const { subscription, item } = await subscribe(starter)
    const at = february + 1_000_000
    const left = march - at
    const whole = march - february
    const invoice = latestOf(
      await change(subscription.id, [{ id: item, price: pro.id }], { proration_date: at }),
    )
    expect(linesOf(invoice).map((line) => line.amount)).toEqual([
      -Math.round((1000 * left) / whole),
      Math.round((5000 * left) / whole),
    ])
  })

  it('does not count from another period', async () => {
    const { subscription, item } = await subscribe(starter)
    for (const at of [february - 1, march + 1])
      await expect(
        change(subscription.id, [{ id: item, price: pro.id }], { proration_date: at }),
      ).rejects.toMatchObject({
        statusCode: 400,
        message:
          'Cannot specify proration date outside of current subscription period or current phase.',
      })
  })

  it('names and counts quantities', async () => {
    const { subscription, item } = await subscribe(starter, { quantity: 2 })
    const invoice = latestOf(
      await change(subscription.id, [{ id: item, quantity: 5 }], { proration_date: halfway }),
    )
    expect(linesOf(invoice)).toEqual([
      {
        amount: -1000,
        description: 'Unused time on 2 × Starter after 15 Feb 2027',
        proration: true,
      },
      {
        amount: 2500,
        description: 'Remaining time on 5 × Starter after 15 Feb 2027',
        proration: true,
      },
    ])
    expect(invoice.lines.data[1]!.quantity).toBe(5)
  })

  it('knows currencies without a minor unit', async () => {
    const small = await priceOf(harness, 'Yen', 1001, { currency: 'jpy' })
    const large = await priceOf(harness, 'More yen', 5000, { currency: 'jpy' })
    const { subscription, item } = await subscribe(small)
    const invoice = latestOf(
      await change(subscription.id, [{ id: item, price: large.id }], { proration_date: halfway }),
    )
    expect(invoice).toMatchObject({ currency: 'jpy', amount_due: 2500 - 501 })
  })

  it('twice in one period gives back what the first change asked', async () => {
    const { life, subscription, item } = await subscribe(starter)
    await life.advance(february + 7 * 86_400)
    await change(subscription.id, [{ id: item, price: pro.id }])
    await life.advance(halfway)
    const invoice = latestOf(await change(subscription.id, [{ id: item, price: team.id }]))
    expect(linesOf(invoice).map((line) => line.amount)).toEqual([-2500, 4500])
    const again = latestOf(await change(subscription.id, [{ id: item, price: starter.id }]))
    expect(linesOf(again).map((line) => line.amount)).toEqual([-4500, 500])
    expect(again).toMatchObject({ amount_due: 0, total: -4000, status: 'paid' })
  })

  it('adds and removes items', async () => {
    const { subscription, item } = await subscribe(starter)
    const added = await change(subscription.id, [{ price: pro.id }], { proration_date: halfway })
    expect(linesOf(latestOf(added)).map((line) => line.amount)).toEqual([2500])
    expect(added.items.data).toHaveLength(2)
    const removed = await change(subscription.id, [{ id: item, deleted: true }], {
      proration_date: halfway,
    })
    expect(linesOf(latestOf(removed)).map((line) => line.amount)).toEqual([-500])
    expect(removed.items.data.map((one) => one.price.id)).toEqual([pro.id])
    await expect(
      change(subscription.id, [{ id: removed.items.data[0]!.id, deleted: true }]),
    ).rejects.toMatchObject({ statusCode: 400 })
  })

  it('without proration bills the new price from the next period on', async () => {
    const { life, subscription, item } = await subscribe(starter)
    const changed = await change(subscription.id, [{ id: item, price: pro.id }], {
      proration_behavior: 'none',
    })
    expect(latestOf(changed).id).toBe(subscription.latest_invoice)
    await life.advance(march + 7200)
    const [renewal] = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(renewal).toMatchObject({ amount_due: 5000, billing_reason: 'subscription_cycle' })
  })
})

describe('prorations that wait', () => {
  it('come with the renewal', async () => {
    const { life, subscription, item } = await subscribe(starter)
    await life.advance(halfway)
    await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: pro.id }] })
    const waiting = await stripe.invoiceItems.list({ customer: life.customer.id, pending: true })
    expect(waiting.data.map((one) => one.amount).toSorted((a, b) => a - b)).toEqual([-500, 2500])
    await life.advance(march + 7200)
    const [renewal] = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(linesOf(renewal!).map((line) => line.amount)).toEqual([-500, 2500, 5000])
    expect(renewal).toMatchObject({ amount_paid: 7000, status: 'paid' })
    expect(
      (await stripe.invoiceItems.list({ customer: life.customer.id, pending: true })).data,
    ).toEqual([])
  })
})

describe('another interval', () => {
  it('begins a new period now: the unused time back, the whole new price asked', async () => {
    const yearly = await priceOf(harness, 'Pro yearly', 48_000, { interval: 'year' })
    const { life, subscription, item } = await subscribe(starter)
    await life.advance(halfway)
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: yearly.id }],
      expand: ['latest_invoice'],
    })
    const nextYear = Date.UTC(2028, 1, 15) / 1000
    expect(linesOf(latestOf(changed))).toEqual([
      { amount: -500, description: 'Unused time on Starter after 15 Feb 2027', proration: true },
      { amount: 48_000, description: '1 × Pro yearly (at $480.00 / year)', proration: false },
    ])
    expect(latestOf(changed)).toMatchObject({ amount_paid: 47_500, status: 'paid' })
    expect(changed.billing_cycle_anchor).toBe(halfway)
    expect(changed.items.data[0]).toMatchObject({
      current_period_start: halfway,
      current_period_end: nextYear,
    })
  })

  it('and a new anchor do the same', async () => {
    const { life, subscription } = await subscribe(starter)
    await life.advance(halfway)
    const changed = await stripe.subscriptions.update(subscription.id, {
      billing_cycle_anchor: { type: 'now' },
      expand: ['latest_invoice'],
    })
    expect(linesOf(latestOf(changed)).map((line) => line.amount)).toEqual([-500, 1000])
    expect(changed.items.data[0]!.current_period_end).toBe(Date.UTC(2027, 2, 15) / 1000)
  })
})

describe('what is given back', () => {
  it('goes to the balance, which the next invoice uses', async () => {
    const { life, subscription, item } = await subscribe(pro)
    await life.advance(halfway)
    const invoice = latestOf(await change(subscription.id, [{ id: item, price: starter.id }]))
    expect(invoice).toMatchObject({
      total: -2000,
      amount_due: 0,
      status: 'paid',
      starting_balance: 0,
      ending_balance: -2000,
    })
    const { id } = life.customer
    expect(await stripe.customers.retrieve(id)).toMatchObject({ balance: -2000 })
    await life.advance(march + 7200)
    const [renewal] = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(renewal).toMatchObject({
      total: 1000,
      amount_due: 0,
      status: 'paid',
      starting_balance: -2000,
      ending_balance: -1000,
    })
    const moves = await stripe.customers.listBalanceTransactions(id)
    expect(
      moves.data.map(({ amount, ending_balance, type }) => ({ amount, ending_balance, type })),
    ).toEqual([
      { amount: 1000, ending_balance: -1000, type: 'applied_to_invoice' },
      { amount: -2000, ending_balance: -2000, type: 'invoice_too_small' },
    ])
  })
})

describe('with a coupon', () => {
  it('gives back what was paid, and asks the new price less the discount', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever' })
    const { subscription, item } = await subscribe(starter, { discounts: [{ coupon: coupon.id }] })
    const invoice = latestOf(
      await change(subscription.id, [{ id: item, price: pro.id }], { proration_date: halfway }),
    )
    expect(linesOf(invoice).map((line) => line.amount)).toEqual([-450, 2250])
    expect(invoice.lines.data[1]).toMatchObject({
      description: 'Remaining time on Pro (with 10.0% off) after 15 Feb 2027',
      discountable: false,
      discount_amounts: [{ amount: 0 }],
    })
    expect(invoice).toMatchObject({ amount_due: 1800 })
  })

  it.each([
    ['once', {}, [900, 1000, 1000]],
    ['repeating', { duration_in_months: 2 }, [900, 900, 1000]],
    ['forever', {}, [900, 900, 900]],
  ] as const)('that applies %s: each month', async (duration, more, totals) => {
    const coupon = await stripe.coupons.create({
      amount_off: 100,
      currency: 'usd',
      duration,
      ...more,
    })
    const { life, subscription } = await subscribe(starter, { discounts: [{ coupon: coupon.id }] })
    await life.advance(march + 7200)
    await life.advance(Date.UTC(2027, 3, 1, 2) / 1000)
    const { data } = await stripe.invoices.list({ subscription: subscription.id })
    expect(data.map((invoice) => invoice.total).toReversed()).toEqual([...totals])
  })
})

describe('a coupon that is gone', () => {
  it('goes on for who has it, until it is taken from them', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'forever' })
    const { subscription } = await subscribe(starter, { discounts: [{ coupon: coupon.id }] })
    await stripe.coupons.del(coupon.id)
    const next = () => stripe.invoices.createPreview({ subscription: subscription.id })
    expect(await next()).toMatchObject({ total: 500 })
    expect(await stripe.subscriptions.deleteDiscount(subscription.id)).toMatchObject({
      deleted: true,
    })
    expect(await next()).toMatchObject({ total: 1000 })
    await expect(stripe.subscriptions.deleteDiscount(subscription.id)).rejects.toMatchObject({
      statusCode: 404,
    })
  })
})

describe('a coupon for once, given later', () => {
  it('lowers the upgrade that is billed now, and nothing after it', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'once' })
    const { life, subscription, item } = await subscribe(starter)
    const changed = await change(subscription.id, [{ id: item, price: pro.id }], {
      discounts: [{ coupon: coupon.id }],
    })
    expect(linesOf(latestOf(changed)).map((line) => line.amount)).toEqual([-1000, 2500])
    expect(changed.discounts).toEqual([])
    await life.advance(march + 7200)
    const [renewal] = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(renewal).toMatchObject({ total: 5000, status: 'paid' })
  })

  it('waits for the renewal otherwise', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'once' })
    const { life, subscription } = await subscribe(starter)
    await stripe.subscriptions.update(subscription.id, { discounts: [{ coupon: coupon.id }] })
    await life.advance(march + 7200)
    const [renewal] = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(renewal).toMatchObject({ total: 500, status: 'paid' })
    expect((await stripe.subscriptions.retrieve(subscription.id)).discounts).toEqual([])
  })
})

describe('the events of a change', () => {
  it('tell it in order, with what was before', async () => {
    const { life, subscription, item } = await subscribe(starter)
    const since = (await stripe.events.list({ limit: 1 })).data[0]!.id
    await change(subscription.id, [{ id: item, price: pro.id }])
    const events = await life.events(since)
    expect(events.map((event) => event.type)).toEqual([
      'invoiceitem.created',
      'invoiceitem.created',
      'invoice.created',
      'customer.subscription.updated',
      'invoice.finalized',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
    ])
    const updated = events.find((event) => event.type === 'customer.subscription.updated')
    expect(updated?.data.previous_attributes).toMatchObject({
      items: { data: [{ id: item, price: { id: starter.id } }] },
      latest_invoice: subscription.latest_invoice,
    })
    expect(Object.keys(updated!.data.previous_attributes!).toSorted()).toEqual([
      'items',
      'latest_invoice',
    ])
  })
})

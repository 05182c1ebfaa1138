import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHarness, submit, type Harness } from './harness'
import { day, february, halfway, hour, latestOf, march, priceOf, startLife } from './life'

let harness: Harness
let stripe: Stripe
let starter: Stripe.Price
let pro: Stripe.Price

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  starter = await priceOf(harness, 'Starter', 1000)
  pro = await priceOf(harness, 'Pro', 5000)
})
afterAll(() => harness.close())

async function subscribe() {
  const life = await startLife(harness)
  const subscription = await stripe.subscriptions.create({
    customer: life.customer.id,
    items: [{ price: starter.id }],
  })
  await life.advance(halfway)
  return { life, subscription, item: subscription.items.data[0]!.id }
}

const upgrade = (
  id: string,
  item: string,
  payment_behavior?: Stripe.SubscriptionUpdateParams.PaymentBehavior,
) =>
  stripe.subscriptions.update(id, {
    items: [{ id: item, price: pro.id }],
    proration_behavior: 'always_invoice',
    expand: ['latest_invoice'],
    ...(payment_behavior && { payment_behavior }),
  })

const typesOf = (events: Stripe.Event[]) => events.map((event) => event.type)

/** An upgrade that a declined card leaves waiting. */
async function held(card = 'pm_card_chargeCustomerFail') {
  const made = await subscribe()
  await made.life.useCard(card)
  const since = (await stripe.events.list({ limit: 1 })).data[0]!.id
  const waiting = await upgrade(made.subscription.id, made.item, 'pending_if_incomplete')
  return { ...made, waiting, invoice: latestOf(waiting), since }
}

describe('pending_if_incomplete', () => {
  it('takes effect at once when it is paid', async () => {
    const { subscription, item } = await subscribe()
    const changed = await upgrade(subscription.id, item, 'pending_if_incomplete')
    expect(changed).toMatchObject({ status: 'active', pending_update: null })
    expect(changed.items.data[0]!.price.id).toBe(pro.id)
    expect(latestOf(changed)).toMatchObject({ status: 'paid', amount_paid: 2000 })
  })

  it('leaves the old plan when the card is declined, and keeps the change', async () => {
    const { waiting, invoice, item } = await held()
    expect(waiting.status).toBe('active')
    expect(waiting.items.data[0]!.price.id).toBe(starter.id)
    expect(waiting.pending_update).toMatchObject({
      expires_at: halfway + 23 * hour,
      subscription_items: [{ id: item, price: { id: pro.id } }],
      trial_end: null,
    })
    expect(invoice).toMatchObject({
      status: 'open',
      amount_due: 2000,
      attempt_count: 1,
      next_payment_attempt: null,
    })
  })

  it('takes effect when its invoice is paid', async () => {
    const { life, subscription, invoice, since } = await held()
    const good = await life.useCard('pm_card_visa')
    await stripe.invoices.pay(invoice.id, { payment_method: good.id })
    const applied = await stripe.subscriptions.retrieve(subscription.id)
    expect(applied).toMatchObject({ status: 'active', pending_update: null })
    expect(applied.items.data[0]!.price.id).toBe(pro.id)
    const events = await life.events(since)
    expect(typesOf(events).slice(-2)).toEqual([
      'customer.subscription.updated',
      'customer.subscription.pending_update_applied',
    ])
    const previous = events.at(-2)!.data.previous_attributes as Partial<Stripe.Subscription>
    expect(previous.items?.data[0]?.price.id).toBe(starter.id)
    expect(previous.pending_update).toMatchObject({ expires_at: halfway + 23 * hour })
  })

  it('waits for the bank’s question, and takes effect with its answer', async () => {
    const { subscription, waiting, invoice } = await held('pm_card_authenticationRequired')
    expect(waiting.pending_update).not.toBeNull()
    expect(invoice).toMatchObject({ status: 'open', attempt_count: 0 })
    const { payments } = await stripe.invoices.retrieve(invoice.id, {
      expand: ['payments.data.payment.payment_intent'],
    })
    const intent = payments!.data[0]!.payment.payment_intent as Stripe.PaymentIntent
    await submit(intent.next_action!.redirect_to_url!.url!, { answer: 'passed' })
    const applied = await stripe.subscriptions.retrieve(subscription.id)
    expect(applied.pending_update).toBeNull()
    expect(applied.items.data[0]!.price.id).toBe(pro.id)
  })

  it('lapses after 23 hours: the invoice is void, the old plan goes on', async () => {
    const { life, subscription, invoice, since } = await held('pm_card_authenticationRequired')
    await life.advance(halfway + 24 * hour)
    const lapsed = await stripe.subscriptions.retrieve(subscription.id)
    expect(lapsed).toMatchObject({ status: 'active', pending_update: null })
    expect(lapsed.items.data[0]!.price.id).toBe(starter.id)
    expect((await stripe.invoices.retrieve(invoice.id)).status).toBe('void')
    const events = await life.events(since)
    const expired = events.findIndex(
      (event) => event.type === 'customer.subscription.pending_update_expired',
    )
    expect(typesOf(events).slice(expired - 2, expired + 1)).toEqual([
      'invoice.voided',
      'customer.subscription.updated',
      'customer.subscription.pending_update_expired',
    ])
    expect(events[expired]!.created).toBe(halfway + 23 * hour)
    await life.useCard('pm_card_visa')
    await life.advance(march + 2 * hour)
    const [renewal] = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(renewal).toMatchObject({ amount_due: 1000, status: 'paid' })
  })

  it('is forgotten when its invoice is voided, and replaced by another change', async () => {
    const { life, subscription, item, invoice } = await held()
    const again = await upgrade(subscription.id, item, 'pending_if_incomplete')
    expect((await stripe.invoices.retrieve(invoice.id)).status).toBe('void')
    expect(latestOf(again)).toMatchObject({ status: 'open', amount_due: 2000 })
    await stripe.invoices.voidInvoice(latestOf(again).id)
    expect((await stripe.subscriptions.retrieve(subscription.id)).pending_update).toBeNull()
    await life.useCard('pm_card_visa')
    const changed = await upgrade(subscription.id, item, 'pending_if_incomplete')
    expect(latestOf(changed)).toMatchObject({ status: 'paid', amount_paid: 2000 })
  })

  it('refuses what cannot wait', async () => {
    const { subscription, item } = await subscribe()
    for (const params of [{ metadata: { a: 'b' } }, { cancel_at_period_end: true }])
      await expect(
        stripe.subscriptions.update(subscription.id, {
          items: [{ id: item, price: pro.id }],
          payment_behavior: 'pending_if_incomplete',
          ...params,
        }),
      ).rejects.toMatchObject({
        statusCode: 400,
        message: `When \`payment_behavior\` is set to \`pending_if_incomplete\`, you can only pass supported params. \`${Object.keys(params)[0]}\` is not supported. See https://stripe.com/docs/billing/subscriptions/pending-updates-reference#supported-attributes for more details.`,
      })
    await expect(
      stripe.subscriptions.create({
        customer: subscription.customer as string,
        items: [{ price: pro.id }],
        payment_behavior: 'pending_if_incomplete',
      }),
    ).rejects.toMatchObject({ statusCode: 400, param: 'payment_behavior' })
  })
})

describe('the other payment behaviours', () => {
  it('by default the upgrade applies even when the payment fails', async () => {
    const { life, subscription, item } = await subscribe()
    await life.useCard('pm_card_chargeCustomerFail')
    const changed = await upgrade(subscription.id, item)
    expect(changed).toMatchObject({ status: 'past_due', pending_update: null })
    expect(changed.items.data[0]!.price.id).toBe(pro.id)
    const good = await life.useCard('pm_card_visa')
    await stripe.invoices.pay(latestOf(changed).id, { payment_method: good.id })
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
  })

  it('default_incomplete leaves the invoice for the customer to confirm', async () => {
    const { subscription, item } = await subscribe()
    const changed = await upgrade(subscription.id, item, 'default_incomplete')
    expect(changed.status).toBe('past_due')
    expect(latestOf(changed)).toMatchObject({
      status: 'open',
      attempt_count: 0,
      auto_advance: false,
    })
  })

  it('error_if_incomplete leaves everything as it was', async () => {
    const { life, subscription, item } = await subscribe()
    const before = await stripe.subscriptions.retrieve(subscription.id)
    for (const [card, code] of [
      ['pm_card_chargeCustomerFail', 'card_declined'],
      ['pm_card_authenticationRequired', 'subscription_payment_intent_requires_action'],
    ] as const) {
      await life.useCard(card)
      await expect(upgrade(subscription.id, item, 'error_if_incomplete')).rejects.toMatchObject({
        statusCode: 402,
        code,
      })
    }
    expect(await stripe.subscriptions.retrieve(subscription.id)).toEqual(before)
    const all = await stripe.invoices.list({ subscription: subscription.id })
    expect(all.data).toHaveLength(1)
  })
})

describe('a change whose tax cannot be told', () => {
  it('is refused, and leaves everything as it was', async () => {
    const { customer } = await startLife(harness)
    await stripe.customers.update(customer.id, { address: { country: 'DE' } })
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: starter.id }],
      automatic_tax: { enabled: true },
    })
    await stripe.customers.update(customer.id, { address: '' })
    await expect(upgrade(subscription.id, subscription.items.data[0]!.id)).rejects.toMatchObject({
      statusCode: 400,
      code: 'customer_tax_location_invalid',
    })
    expect(await stripe.subscriptions.retrieve(subscription.id)).toEqual(subscription)
  })
})

describe('a period that ends sooner', () => {
  it('ends the waiting too', async () => {
    const { life, subscription, item } = await subscribe()
    await life.useCard('pm_card_chargeCustomerFail')
    await life.advance(march - hour)
    const waiting = await upgrade(subscription.id, item, 'pending_if_incomplete')
    expect(waiting.pending_update?.expires_at).toBe(march)
    expect(march - february).toBe(28 * day)
  })
})

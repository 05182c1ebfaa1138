import type { Stripe } from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { payOwed } from '@/lib/billing/dunning/pay'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'
import { unpaidRenewals } from '@/tests/support/unpaid-renewal'

// Each life goes through a dozen webhooks and some fifty calls of Stripe's API.
vi.setConfig({ testTimeout: 120_000 })

let world: BillingWorld
let renewals: ReturnType<typeof unpaidRenewals>
beforeAll(async () => {
  world = await billingWorld()
  renewals = unpaidRenewals(world)
})
afterAll(() => world.close())
beforeEach(() => renewals.retries({ afterDays: [1, 2, 3], end: 'unpaid' }))

const choose = (customer: string, card: string) =>
  world.eventsOf(() =>
    world.stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } }),
  )

const chargedBy = async (subscription: Stripe.Subscription) =>
  (await world.stripe.subscriptions.retrieve(subscription.id)).default_payment_method

const defaultOf = async (customer: string) => {
  const account = await world.stripe.customers.retrieve(customer)
  return account.deleted ? undefined : account.invoice_settings.default_payment_method
}

async function unpaid() {
  const renewal = await renewals.unpaidRenewal()
  await world.deliverAll(renewal.events)
  return renewal
}

describe('checklist 30: a new card goes to the field that failed', () => {
  test('chosen as the customer’s: it takes the place of the subscription’s own', async () => {
    const { user, subscription, customer, card, invoiceId } = await unpaid()
    const other = await renewals.goodCard(customer)
    await world.deliverAll(await choose(customer, other.id))
    expect(card).not.toBe(other.id)
    expect(await chargedBy(subscription)).toBe(other.id)
    expect(await world.cardOf(user.id)).toMatchObject({ brand: 'mastercard', last4: '4444' })
    await renewals.happen(invoiceId)
    expect((await world.stripe.invoices.retrieve(invoiceId)).status).toBe('paid')
    expect(await world.owedBy(user.id)).toEqual([])
  })

  test('a card that has not failed keeps its place', async () => {
    const { subscription, customer, card } = await renewals.failingSubscriber()
    await world.deliverAll(await choose(customer, (await renewals.goodCard(customer)).id))
    expect(await chargedBy(subscription)).toBe(card)
  })

  test('a new address chooses no card', async () => {
    const { subscription, customer, card } = await renewals.failingSubscriber()
    await choose(customer, (await renewals.goodCard(customer)).id)
    await world.deliverAll(await renewals.renew(subscription.id))
    const moved = await world.eventsOf(() =>
      world.stripe.customers.update(customer, { address: { country: 'DE', postal_code: '10115' } }),
    )
    await world.deliverAll(moved)
    expect(await chargedBy(subscription)).toBe(card)
  })

  test('paid by hand with another: the next renewal is charged from it too, and a choice made later stays', async () => {
    const { subscription, customer, invoiceId } = await unpaid()
    const other = await renewals.goodCard(customer)
    const paid = await renewals.payWith(invoiceId, other.id)
    await world.deliverAll(paid)
    expect(await chargedBy(subscription)).toBe(other.id)
    const later = await world.stripe.paymentMethods.attach('pm_card_amex', { customer })
    await world.stripe.subscriptions.update(subscription.id, { default_payment_method: later.id })
    const repeated = typed(paid, 'invoice.paid')
    await world.deliverAll([{ ...repeated, id: `${repeated.id}again` }])
    expect(await chargedBy(subscription)).toBe(later.id)
  })

  test('a subscription without a card of its own: the customer’s field', async () => {
    const { subscription, customer, card } = await renewals.failingSubscriber()
    await world.stripe.subscriptions.update(subscription.id, { default_payment_method: '' })
    await choose(customer, card)
    const events = await renewals.renew(subscription.id)
    await world.deliverAll(events)
    const other = await renewals.goodCard(customer)
    const { id } = typed(events, 'invoice.payment_failed').data.object
    await world.deliverAll(await renewals.payWith(id, other.id))
    expect(await chargedBy(subscription)).toBeNull()
    expect(await defaultOf(customer)).toBe(other.id)
  })
})

describe('the card that is shown', () => {
  test('is there after the checkout, follows the bank’s news, and goes when it is removed', async () => {
    const { user, customer, card } = await renewals.failingSubscriber()
    expect(await world.cardOf(user.id)).toEqual({
      brand: 'visa',
      last4: '4242',
      expires: '12/2034',
      expired: false,
    })
    const [updated] = await world.eventsOf(() =>
      world.stripe.paymentMethods.update(card, { card: { exp_month: 3, exp_year: 2035 } }),
    )
    const type = 'payment_method.automatically_updated'
    await world.deliver({ ...updated, type })
    expect(await world.cardOf(user.id)).toMatchObject({ expires: '03/2035' })

    const { subscriptionId } = await world.db.payment.findFirstOrThrow({
      where: { userId: user.id },
    })
    await world.stripe.subscriptions.update(subscriptionId!, { default_payment_method: '' })
    await choose(customer, '')
    await world.deliverAll(await world.eventsOf(() => world.stripe.paymentMethods.detach(card)))
    expect(await world.cardOf(user.id)).toBeNull()
  })
})

describe('paying what is owed with the card on file', () => {
  test('a card chosen since pays at once', async () => {
    const { user, subscription, customer, invoiceId } = await unpaid()
    const other = await renewals.goodCard(customer)
    // Its webhook has not arrived yet.
    await choose(customer, other.id)
    expect(await payOwed(user.id, invoiceId)).toEqual({ outcome: 'paid' })
    expect(await world.owedBy(user.id)).toEqual([])
    expect(await chargedBy(subscription)).toBe(other.id)
    expect((await world.stateOf(user)).plan).toBe('pro')
  })

  test('several clicks at once pay once', async () => {
    const { user, customer, card, invoiceId } = await unpaid()
    await renewals.control(`payment_methods/${card}/decline`, { code: null })
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => payOwed(user.id, invoiceId).catch((error: Error) => error)),
    )
    expect(outcomes).toContainEqual({ outcome: 'paid' })
    const charges = await world.stripe.charges.list({ customer, limit: 100 })
    expect(charges.data.filter(({ status }) => status === 'succeeded')).toHaveLength(2)
  })

  test('a decline says why and that nothing was charged; the next click is a new attempt', async () => {
    const { user, card, invoiceId } = await unpaid()
    expect(await payOwed(user.id, invoiceId)).toEqual({
      outcome: 'declined',
      message:
        'The card has insufficient funds. Please use another card, or try again later. Nothing was charged.',
    })
    await renewals.control(`payment_methods/${card}/decline`, { code: null })
    expect(await payOwed(user.id, invoiceId)).toEqual({ outcome: 'paid' })
  })

  test('nobody pays, or learns of, another user’s invoice', async () => {
    const { invoiceId } = await unpaid()
    const stranger = await world.newUser()
    await expect(payOwed(stranger.id, invoiceId)).rejects.toMatchObject({ code: 'not_found' })
  })
})

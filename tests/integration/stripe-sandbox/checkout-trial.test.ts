import type { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { goodCard, startHarness, submit, type Harness } from './harness'
import { day, priceOf } from './life'

let harness: Harness
let stripe: Stripe
let pro: Stripe.Price

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  pro = await priceOf(harness, 'Pro', 5000)
})
afterAll(() => harness.close())

const open = (
  data: Stripe.Checkout.SessionCreateParams.SubscriptionData,
  params: Partial<Stripe.Checkout.SessionCreateParams> = {},
) =>
  stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: pro.id, quantity: 1 }],
    success_url: 'http://app.test/return',
    customer_email: 'trial@example.com',
    subscription_data: data,
    ...params,
  })

const read = async (id: string) => {
  const session = await stripe.checkout.sessions.retrieve(id, {
    expand: ['subscription.latest_invoice'],
  })
  return { session, subscription: session.subscription as Stripe.Subscription }
}

it('a trial takes the card and no money', async () => {
  const { id, url, amount_total } = await open({ trial_period_days: 7 })
  expect(amount_total).toBe(0)
  expect(await (await fetch(url!)).text()).toContain('free for 7 days')
  expect((await submit(url!, goodCard)).status).toBe(303)
  const { session, subscription } = await read(id)
  expect(session).toMatchObject({ status: 'complete', payment_status: 'no_payment_required' })
  expect(subscription).toMatchObject({
    status: 'trialing',
    latest_invoice: { status: 'paid', amount_paid: 0 },
  })
  expect(subscription.trial_end! - subscription.trial_start!).toBe(7 * day)
  expect(subscription.default_payment_method).not.toBeNull()
})

it('a trial without a card asks for none, and ends as was said', async () => {
  const { id, url } = await open(
    {
      trial_period_days: 7,
      trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
    },
    { payment_method_collection: 'if_required' },
  )
  const page = await (await fetch(url!)).text()
  expect(page).toContain('no card is needed')
  expect(page).not.toContain('name="number"')
  expect((await submit(url!, { email: 'trial@example.com' })).status).toBe(303)
  const { subscription } = await read(id)
  expect(subscription).toMatchObject({
    status: 'trialing',
    default_payment_method: null,
    trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
  })
})

it('a trial until a date keeps that date', async () => {
  const end = Math.floor(Date.now() / 1000) + 10 * day
  const { id, url } = await open({ trial_end: end })
  await submit(url!, goodCard)
  expect((await read(id)).subscription.trial_end).toBe(end)
  await expect(open({ trial_end: end, trial_period_days: 3 })).rejects.toMatchObject({
    statusCode: 400,
  })
  await expect(open({ trial_end: end - 9 * day })).rejects.toMatchObject({
    statusCode: 400,
    param: 'subscription_data[trial_end]',
  })
})

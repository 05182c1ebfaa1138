import { afterAll, beforeAll, expect, test } from 'vitest'
import { clock } from '@/lib/clock'
import { credits } from '@/lib/credits/unit'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'
import { planChanges } from '@/tests/support/plan-changes'

let world: BillingWorld
let story: ReturnType<typeof planChanges>
beforeAll(async () => {
  world = await billingWorld()
  story = planChanges(world)
})
afterAll(() => world.close())

const pro = { plan: 'pro', interval: 'month' } as const
const business = { plan: 'business', interval: 'month' } as const

// Seconds pass between two steps: half a month's credits are exact to that.
const aboutCredits = (whole: number, micro: number) => Math.abs(micro - credits(whole)) < credits(1)

test('checklist 22, 25; FEATURES 2.6: halfway an upgrade costs what the preview says, and brings the half of the difference', async () => {
  const user = await story.subscriber(pro)
  await story.travelInto(user, 0.5)
  const before = await story.available(user)
  const { preview, result, events } = await story.change(user, business)
  expect(preview).toMatchObject({
    direction: 'upgrade',
    creditMinor: 1_000,
    chargeMinor: 4_000,
    dueMinor: 3_000,
    currency: 'usd',
    endsTrial: false,
  })
  expect(result).toEqual({ status: 'changed' })
  const { data } = typed(events, 'invoice.paid')
  expect(data.object).toMatchObject({ billing_reason: 'subscription_update', amount_paid: 3_000 })
  if (preview.direction !== 'upgrade') throw new Error('no upgrade')
  const gained = (await story.available(user)) - before
  expect(gained).toBe(preview.creditsNow)
  expect(aboutCredits(2_000, gained)).toBe(true)
  expect(await world.billingSummary(user.id)).toMatchObject({
    planKey: 'business',
    subscription: { pending: null, next: null },
  })
  // The events say the same once more, in whatever order.
  await world.deliverAll([...events.toReversed(), ...events])
  const state = await world.stateOf(user)
  expect(state).toMatchObject({ available: before + gained, plan: 'business', drift: [] })
  expect(state.payments.map(({ amountMinor, status }) => [amountMinor, status])).toContainEqual([
    3_000,
    'paid',
  ])
  expect(state.mails).toEqual(['payment_confirmed', 'subscription_started'])
})

test('the events of an upgrade alone bring it, should the answer be lost', async () => {
  const user = await story.subscriber(pro)
  const subscription = await story.subscriptionOf(user)
  const preview = await story.upgradePreview(user, business)
  const price = await world.stripe.prices.list({ lookup_keys: ['business_month'] })
  const events = await world.eventsOf(() =>
    world.stripe.subscriptions.update(subscription.id, {
      items: [{ id: subscription.items.data[0]?.id, price: price.data[0]?.id }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'pending_if_incomplete',
      proration_date: preview.previewedAt,
    }),
  )
  expect(await story.available(user)).toBe(credits(1_100))
  await world.deliverAll([typed(events, 'invoice.paid')])
  expect(await story.available(user)).toBe(credits(1_100) + preview.creditsNow)
})

test('the same click twice, and both at once, is one change', async () => {
  const user = await story.subscriber(pro)
  const { previewedAt, creditsNow } = await story.upgradePreview(user, business)
  const click = () => world.confirmChange(user.id, { ...business, previewedAt })
  const events = await world.eventsOf(async () => {
    expect(await Promise.all([click(), click()])).toEqual([
      { status: 'changed' },
      { status: 'changed' },
    ])
    expect(await click()).toEqual({ status: 'changed' })
  })
  expect(events.filter(({ type }) => type === 'invoice.paid')).toHaveLength(1)
  expect(await story.available(user)).toBe(credits(1_100) + creditsNow)
})

test('checklist 24: a declined upgrade leaves plan and credits, says why, and lapses', async () => {
  const user = await story.subscriber(pro)
  await story.payBy(user, 'pm_card_chargeCustomerFail')
  const { result, events } = await story.change(user, business)
  expect(result).toMatchObject({ status: 'declined', url: expect.stringContaining('/pay/i/') })
  if (result?.status !== 'declined') throw new Error('not declined')
  expect(result.reason).toMatch(/declined the card/)
  await world.deliverAll(events)
  expect(await world.stateOf(user)).toMatchObject({ plan: 'pro', available: credits(1_100) })
  const { subscription } = await world.billingSummary(user.id)
  expect(subscription).toMatchObject({
    planKey: 'pro',
    pending: { planKey: 'business', url: result.url },
  })
  const lapsed = await story.travelTo(Math.floor(clock.now().getTime() / 1_000) + 24 * 3_600)
  await world.deliverAll(lapsed)
  typed(lapsed, 'customer.subscription.pending_update_expired')
  expect((await world.billingSummary(user.id)).subscription).toMatchObject({
    planKey: 'pro',
    pending: null,
  })
  const { mails, payments } = await world.stateOf(user)
  // What is not in force is not dunned for.
  expect(mails).toEqual(['subscription_started', 'upgrade_lapsed', 'upgrade_pending'])
  expect(await world.db.dunningCase.count({ where: { userId: user.id } })).toBe(0)
  expect(payments.map(({ status }) => status).toSorted()).toEqual(['paid', 'void'])
})

test('checklist 24: an upgrade that the bank wants confirmed waits for it, and then is there', async () => {
  const user = await story.subscriber(pro)
  await story.payBy(user, 'pm_card_authenticationRequired')
  const { preview, result, events } = await story.change(user, business)
  expect(result).toMatchObject({ status: 'needs_confirmation' })
  await world.deliverAll(events)
  expect(await world.stateOf(user)).toMatchObject({ plan: 'pro', available: credits(1_100) })
  if (result?.status !== 'needs_confirmation' || !result.url) throw new Error('no page')
  await story.payBy(user, 'pm_card_visa')
  const { latest_invoice: invoice } = await story.subscriptionOf(user)
  const paid = await world.eventsOf(() => world.stripe.invoices.pay(invoice as string))
  await world.deliverAll(paid)
  if (preview.direction !== 'upgrade') throw new Error('no upgrade')
  expect(await world.stateOf(user)).toMatchObject({
    plan: 'business',
    available: credits(1_100) + preview.creditsNow,
  })
  expect((await world.billingSummary(user.id)).subscription).toMatchObject({ pending: null })
})

test('checklist 25, 40: with a discount the preview is still the charge, and the credits are the same', async () => {
  const user = await story.subscriber(pro)
  const { id } = await story.subscriptionOf(user)
  const coupon = await world.stripe.coupons.create({ percent_off: 50, duration: 'forever' })
  await world.stripe.subscriptions.update(id, { discounts: [{ coupon: coupon.id }] })
  const yearly = { plan: 'pro', interval: 'year' } as const
  const whole = await story.upgradePreview(user, yearly)
  // The month was paid in full, the year is half the price.
  expect(whole).toMatchObject({ creditMinor: 2_000, discountMinor: 10_000, dueMinor: 8_000 })
  const { preview, events } = await story.change(user, business)
  expect(preview).toMatchObject({ creditMinor: 2_000, chargeMinor: 4_000, dueMinor: 2_000 })
  expect(typed(events, 'invoice.paid').data.object.amount_paid).toBe(2_000)
  const gained = (await story.available(user)) - credits(1_100)
  expect(aboutCredits(4_000, gained)).toBe(true)
})

test('half of an upgrade’s money back takes half of its credits back, and nothing of the plan’s', async () => {
  const user = await story.subscriber(pro)
  const { events } = await story.change(user, business)
  const invoice = typed(events, 'invoice.paid').data.object
  const { paymentIntentId } = await world.db.payment.findUniqueOrThrow({
    where: { id: invoice.id },
  })
  const gained = (await story.available(user)) - credits(1_100)
  const refunded = await world.eventsOf(() =>
    world.stripe.refunds.create({
      payment_intent: paymentIntentId ?? '',
      amount: Math.floor(invoice.amount_paid / 2),
    }),
  )
  await world.deliverAll([...refunded, ...events])
  const left = (await story.available(user)) - credits(1_100)
  expect(Math.abs(left - gained / 2)).toBeLessThan(credits(1))
  expect((await world.stateOf(user)).drift).toEqual([])
})

test('an old preview is not charged', async () => {
  const user = await story.subscriber(pro)
  const { previewedAt } = await story.upgradePreview(user, business)
  await expect(
    world.confirmChange(user.id, { ...business, previewedAt: previewedAt - 3_600 }),
  ).rejects.toMatchObject({ code: 'conflict', options: { details: { stale: true } } })
  expect(await world.stateOf(user)).toMatchObject({ plan: 'pro', available: credits(1_100) })
})

test('nobody changes another one’s subscription', async () => {
  const [user, other] = [await story.subscriber(pro), await world.newUser()]
  const { id } = await story.subscriptionOf(user)
  await expect(world.previewChange(other.id, business, { id })).rejects.toMatchObject({
    code: 'not_found',
  })
})

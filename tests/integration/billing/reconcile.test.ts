import { afterAll, beforeAll, expect, test } from 'vitest'
import { freeze } from '@/lib/credits'
import { credits } from '@/lib/credits/unit'
import type { CheckoutItem } from '@/lib/billing'
import type { User } from '@/prisma/generated/client'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'
import { leversOf, type Levers } from '@/tests/support/levers'

// Reconciling finds what events would have written, says it, and with `fix` writes it by the same convergence.

let world: BillingWorld
let levers: Levers
beforeAll(async () => {
  world = await billingWorld()
  levers = leversOf(world)
})
afterAll(() => world.close())

const pack: CheckoutItem = { kind: 'topup', pack: 'small' }
const plan: CheckoutItem = { kind: 'subscription', plan: 'business', interval: 'month' }

async function bought(item: CheckoutItem) {
  const user = await world.newUser()
  const { events } = await world.buy(user, item)
  await world.deliverAll(events)
  const payment = await world.db.payment.findFirstOrThrow({ where: { userId: user.id } })
  return { user, events, payment, intent: payment.paymentIntentId ?? '' }
}

const of = async (user: User, fix: boolean) => {
  const { findings, drifts, repaired } = await world.reconcile({ fix, userId: user.id })
  return { whats: findings.map(({ what }) => what), findings, drifts, repaired }
}

/** Looking changes nothing and finds; repairing leaves nothing to find. Answers the state after it. */
async function mended(user: User, what: RegExp) {
  const broken = await world.stateOf(user)
  const looked = await of(user, false)
  expect(looked.whats.some((name) => what.test(name))).toBe(true)
  expect(looked.repaired).toBe(0)
  expect(await world.stateOf(user)).toEqual(broken)
  const { drifts } = await world.reconcile({ fix: true })
  expect(drifts).toBeGreaterThan(0)
  const state = await world.stateOf(user)
  expect(await of(user, true)).toMatchObject({ drifts: 0 })
  return state
}

test('nothing differs after everything was delivered', async () => {
  const { user, intent } = await bought(pack)
  await world.deliverAll(
    await world.eventsOf(() =>
      world.stripe.refunds.create({ payment_intent: intent, amount: 100 }),
    ),
  )
  expect(await of(user, false)).toMatchObject({ drifts: 0 })
  expect(await world.reconcile({ fix: false })).toMatchObject({ drifts: 0, error: null })
})

test('FEATURES 6.4: a lost top-up is healed: payment, credits and what the return page waits for', async () => {
  const user = await world.newUser()
  await world.buy(user, pack)
  const expected = {
    ...(await world.stateOf(user)),
    available: credits(350),
    payments: [
      { kind: 'topup', itemKey: 'small', status: 'paid', amountMinor: 600, refundedMinor: 0 },
    ],
    grants: expect.arrayContaining([{ kind: 'topup', granted: credits(250) }]),
    checkouts: [{ itemKey: 'small', status: 'paid' }],
    mails: ['payment_confirmed'],
  }
  expect(await mended(user, /^grant payment_intent:/)).toEqual(expected)
})

test('a lost subscription', async () => {
  const user = await world.newUser()
  await world.buy(user, plan)
  // The session's own row is closed, so that it is found by the subscription.
  await world.db.checkoutAttempt.updateMany({
    data: { status: 'paid' },
    where: { userId: user.id },
  })
  const looked = await of(user, false)
  expect(looked.findings).toContainEqual(
    expect.objectContaining({ what: 'plan: key', ours: 'free', stripe: 'business' }),
  )
  await world.reconcile({ fix: true })
  expect(await world.stateOf(user)).toMatchObject({ plan: 'business', available: credits(5_100) })
  expect(await of(user, true)).toMatchObject({ drifts: 0 })
})

test('a subscription whose end we have not heard of', async () => {
  const { user } = await bought(plan)
  const { id } = await world.db.subscription.findFirstOrThrow({ where: { userId: user.id } })
  await world.stripe.subscriptions.cancel(id)
  const looked = await of(user, false)
  expect(looked.findings).toContainEqual(
    expect.objectContaining({
      what: `subscription ${id}: status`,
      ours: 'active',
      stripe: 'canceled',
    }),
  )
  await world.reconcile({ fix: true })
  expect(await world.stateOf(user)).toMatchObject({ plan: 'free' })
  expect(await of(user, true)).toMatchObject({ drifts: 0 })
})

test('an invoice that went missing here', async () => {
  const { user, payment } = await bought(plan)
  const expected = await world.stateOf(user)
  await world.db.payment.delete({ where: { id: payment.id } })
  expect(await mended(user, new RegExp(`^payment ${payment.id}`))).toEqual(expected)
})

test('a payment that says something else', async () => {
  const { user, payment } = await bought(pack)
  const expected = await world.stateOf(user)
  await world.db.payment.update({ where: { id: payment.id }, data: { status: 'failed' } })
  expect(await mended(user, /status$/)).toEqual(expected)
})

test('a refund and a dispute of which no event arrived', async () => {
  const { user, intent } = await bought(pack)
  const second = await bought(pack)
  await world.stripe.refunds.create({ payment_intent: intent, amount: 300 })
  await levers.dispute(second.intent)
  expect((await of(user, false)).whats).toContain(`grant payment_intent:${intent}: reversed`)
  expect((await of(second.user, false)).whats.some((what) => what.startsWith('frozen'))).toBe(true)
  await world.reconcile({ fix: true })
  expect(await world.stateOf(user)).toMatchObject({
    available: credits(225),
    payments: [{ status: 'partially_refunded', refundedMinor: 300 }],
  })
  expect(await world.stateOf(second.user)).toMatchObject({
    available: credits(100),
    payments: [{ status: 'disputed' }],
  })
  expect(await world.reconcile({ fix: true })).toMatchObject({ drifts: 0 })
})

test('credits that do not follow their money', async () => {
  const { user, intent } = await bought(pack)
  await world.deliverAll(
    await world.eventsOf(() =>
      world.stripe.refunds.create({ payment_intent: intent, amount: 300 }),
    ),
  )
  const expected = await world.stateOf(user)
  const { reverse } = await import('@/lib/credits')
  await reverse(world.db, {
    userId: user.id,
    sourceKey: `payment_intent:${intent}`,
    target: credits(0),
  })
  expect(await mended(user, /reversed$/)).toEqual(expected)
})

test('a freeze for a dispute that is over', async () => {
  const { user, intent } = await bought(pack)
  const { id } = await levers.dispute(intent)
  await levers.closeDispute(id, 'won')
  await world.reconcile({ fix: true, userId: user.id })
  await freeze(world.db, { userId: user.id, cause: `dispute:${id}` })
  const { whats } = await of(user, true)
  expect(whats).toEqual([`frozen: dispute:${id}`])
  expect(await of(user, true)).toMatchObject({ drifts: 0 })
})

test('what Stripe does not know is told and left', async () => {
  const { user } = await bought(plan)
  const row = await world.db.subscription.findFirstOrThrow({ where: { userId: user.id } })
  await world.db.subscription.create({ data: { ...row, id: 'sub_elsewhere' } })
  const { findings, drifts, repaired } = await world.reconcile({ fix: true })
  expect(findings).toContainEqual({
    userId: user.id,
    what: 'subscription sub_elsewhere',
    ours: 'active',
    stripe: 'not known there',
    repaired: false,
  })
  expect(drifts).toBeGreaterThan(repaired)
  await world.db.subscription.delete({ where: { id: 'sub_elsewhere' } })
})

test('a customer whose link to the user is missing', async () => {
  const { user } = await bought(pack)
  const { stripeCustomerId } = await world.db.billingCustomer.delete({ where: { userId: user.id } })
  const { findings } = await world.reconcile({ fix: false })
  expect(findings).toContainEqual({
    userId: user.id,
    what: 'customer',
    ours: 'none',
    stripe: stripeCustomerId,
    repaired: false,
  })
  expect(await world.reconcile({ fix: true })).toMatchObject({ drifts: 1, repaired: 1 })
  expect(await world.ensureCustomer(user.id)).toBe(stripeCustomerId)
  expect(await of(user, false)).toMatchObject({ drifts: 0 })
})

test('a customer that was deleted there', async () => {
  const { user } = await bought(plan)
  await world.stripe.customers.del(await world.ensureCustomer(user.id))
  const { findings } = await world.reconcile({ fix: false })
  expect(findings).toContainEqual(
    expect.objectContaining({ userId: user.id, what: 'customer: deleted', stripe: 'yes' }),
  )
  await world.reconcile({ fix: true })
  expect(await world.stateOf(user)).toMatchObject({
    plan: 'free',
    subscriptions: [{ status: 'canceled' }],
  })
  expect(await world.reconcile({ fix: true })).toMatchObject({ drifts: 0 })
})

test('a customer that is another one there', async () => {
  const { user } = await bought(pack)
  const other = await world.stripe.customers.create({ metadata: { userId: user.id } })
  const { findings } = await world.reconcile({ fix: false })
  expect(findings).toContainEqual(
    expect.objectContaining({ userId: user.id, what: 'customer', stripe: other.id }),
  )
  await world.stripe.customers.del(other.id)
})

test('checklist 9: two plans bought at once, all news lost: one stays, the other is ended and refunded', async () => {
  const user = await world.newUser()
  const first = await world.startCheckout({ userId: user.id, item: plan })
  const second = await world.startCheckout({
    userId: user.id,
    item: { ...plan, plan: 'pro' } as CheckoutItem,
  })
  for (const { url } of [first, second]) await world.pay(url, {})
  await world.reconcile({ fix: true, userId: user.id })
  expect(await onePlan(user)).toMatchObject({ drifts: 0 })
})

test('checklist 9: two plans that both stand here: the younger is ended and refunded', async () => {
  const { user } = await bought(plan)
  const customer = await world.ensureCustomer(user.id)
  const [price] = (await world.stripe.prices.list({ lookup_keys: ['pro_month'] })).data
  const [first] = (await world.stripe.subscriptions.list({ customer })).data
  const second = await world.stripe.subscriptions.create({
    customer,
    items: [{ price: price!.id }],
    default_payment_method: first!.default_payment_method as string,
  })
  const [known] = await world.db.subscription.findMany({ where: { userId: user.id } })
  await world.db.subscription.create({
    data: {
      ...known!,
      id: second.id,
      planKey: 'pro',
      priceId: price!.id,
      createdAt: new Date(),
    },
  })
  const { findings } = await world.reconcile({ fix: false, userId: user.id })
  expect(findings).toContainEqual(
    expect.objectContaining({ what: `subscription ${second.id}`, repaired: false }),
  )
  expect(await world.stripe.subscriptions.retrieve(second.id)).toMatchObject({ status: 'active' })
  await world.reconcile({ fix: true, userId: user.id })
  expect(await onePlan(user)).toMatchObject({ drifts: 0 })
})

/** One plan stands and the other was refunded; answers what is found after that. */
async function onePlan(user: User) {
  const { plan: kept, subscriptions, payments } = await world.stateOf(user)
  expect(subscriptions.map(({ status }) => status).toSorted()).toEqual(['active', 'canceled'])
  expect(payments.map(({ status }) => status).toSorted()).toEqual(['paid', 'refunded'])
  expect(subscriptions).toContainEqual({ planKey: kept, status: 'active' })
  return world.reconcile({ fix: true, userId: user.id })
}

test('every run is kept, also one that failed', async () => {
  const stop = world.proxy.rewrite(({ path }) =>
    path.startsWith('/v1/customers')
      ? { status: 401, body: { error: { type: 'invalid_request_error', message: 'no such key' } } }
      : undefined,
  )
  await expect(world.reconcile({ fix: false })).rejects.toThrow('no such key')
  stop()
  const [newest] = await world.listReconcileRuns(1)
  expect(newest).toMatchObject({ error: expect.stringContaining('no such key') })
  expect(newest?.finishedAt).not.toBeNull()
})

test('once a day, by the job', async () => {
  await world.db.reconcileRun.deleteMany()
  expect(await world.reconcileDaily()).toMatchObject({ fix: true, error: null })
  expect(await world.reconcileDaily()).toBeNull()
})

test('FEATURES 6.7: an event replayed has the effect it would have now', async () => {
  const { user, events } = await bought(pack)
  const expected = await world.stateOf(user)
  const event = typed(events, 'checkout.session.completed')
  expect(await world.replayEvent(event.id)).toContain('replayed')
  expect(await world.stateOf(user)).toEqual(expected)
  await world.db.payment.updateMany({ where: { userId: user.id }, data: { status: 'pending' } })
  await world.replayEvent(event.id)
  expect(await world.stateOf(user)).toEqual(expected)
  await expect(world.replayEvent('evt_unknown')).rejects.toMatchObject({ code: 'not_found' })
})

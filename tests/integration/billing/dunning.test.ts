import type { Stripe } from 'stripe'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { User } from '@/prisma/generated/client'
import { clock } from '@/lib/clock'
import { reserve } from '@/lib/credits'
import { credits } from '@/lib/credits/unit'
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
afterEach(() => clock.freeze(undefined))

async function accountOf(user: User) {
  const { plan, mails, available, drift } = await world.stateOf(user)
  const [open, account] = await Promise.all([
    world.owedBy(user.id),
    world.db.creditAccount.findUniqueOrThrow({ where: { userId: user.id } }),
  ])
  const dunning = mails.filter((name) => name.startsWith('dunning_'))
  return { plan, dunning, available, drift, stage: open[0]?.stage, frozen: account.frozen }
}

const daysAfter = async (invoiceId: string, days: number) => {
  const { openedAt } = await world.db.dunningCase.findUniqueOrThrow({ where: { id: invoiceId } })
  clock.freeze(new Date(openedAt.getTime() + days * 86_400_000))
}

test('FEATURES 6.3: through all stages, and paying undoes all of it', async () => {
  const { user, events, invoiceId, customer } = await renewals.unpaidRenewal()
  await world.deliverAll(events)
  expect(await accountOf(user)).toMatchObject({ plan: 'pro', stage: 'first', frozen: false })
  const [owed] = await world.owedBy(user.id)
  expect(owed).toMatchObject({
    planName: 'Pro',
    amountMinor: 2_000,
    keepsPlan: true,
    reason: 'The card has insufficient funds. Please use another card, or try again later.',
  })
  expect(Date.parse(owed!.retryAt!) - Date.parse(owed!.since)).toBe(86_400_000)

  await renewals.happen(invoiceId)
  expect(await accountOf(user)).toMatchObject({ plan: 'pro', stage: 'second', frozen: false })
  await renewals.happen(invoiceId)
  expect(await accountOf(user)).toMatchObject({ plan: 'free', stage: 'free', frozen: false })
  expect(await world.listSubscriptions(user.id)).toMatchObject([
    { status: 'past_due', hasAccess: false },
  ])

  await daysAfter(invoiceId, 13.9)
  await world.runDunning()
  expect(await accountOf(user)).toMatchObject({ stage: 'free', frozen: false })
  await daysAfter(invoiceId, 14)
  expect(await world.runDunning()).toEqual({ read: 1, failed: 0 })
  expect(await accountOf(user)).toMatchObject({
    plan: 'free',
    stage: 'suspended',
    frozen: true,
    dunning: ['dunning_first', 'dunning_free', 'dunning_second', 'dunning_suspended'],
  })
  // Said and done once.
  expect(await world.runDunning()).toMatchObject({ failed: 0 })

  const before = (await accountOf(user)).available
  await world.deliverAll(await renewals.payWith(invoiceId, (await renewals.goodCard(customer)).id))
  const after = await accountOf(user)
  expect(after).toMatchObject({ plan: 'pro', stage: undefined, frozen: false, drift: [] })
  expect(after.dunning).toEqual([
    'dunning_first',
    'dunning_free',
    'dunning_recovered',
    'dunning_second',
    'dunning_suspended',
  ])
  expect(after.available - before).toBeGreaterThanOrEqual(0)
  // One payment, one mail.
  expect((await world.stateOf(user)).mails).not.toContain('renewal')
  expect(await world.db.dunningCase.findUnique({ where: { id: invoiceId } })).toMatchObject({
    closedBy: 'paid',
    nextAttemptAt: null,
  })
})

test('what was passed over while nobody heard is not mailed, and the stage is right at once', async () => {
  const { user, invoiceId, events } = await renewals.unpaidRenewal()
  await renewals.control(`due/${invoiceId}`)
  await renewals.control(`due/${invoiceId}`)
  await world.deliverAll([typed(events, 'invoice.payment_failed')])
  expect(await accountOf(user)).toMatchObject({
    plan: 'free',
    stage: 'free',
    dunning: ['dunning_free'],
  })
})

test('a try that was due and that nobody told about is read by the job', async () => {
  const { user, invoiceId, events } = await renewals.unpaidRenewal()
  await world.deliverAll(events)
  await renewals.control(`due/${invoiceId}`)
  await daysAfter(invoiceId, 1.1)
  await world.runDunning()
  expect(await accountOf(user)).toMatchObject({ stage: 'second' })
})

test('Stripe’s own stop of the subscription stops the plan at any number of tries', async () => {
  await renewals.retries({ afterDays: [3], end: 'unpaid' })
  const { user, invoiceId, events, customer } = await renewals.unpaidRenewal()
  await world.deliverAll(events)
  await renewals.happen(invoiceId)
  expect(await accountOf(user)).toMatchObject({ plan: 'free', stage: 'free' })
  await world.deliverAll(await renewals.payWith(invoiceId, (await renewals.goodCard(customer)).id))
  expect(await accountOf(user)).toMatchObject({ plan: 'pro', stage: undefined })
})

describe('how a case ends', () => {
  test.each([
    ['voided', (id: string) => world.stripe.invoices.voidInvoice(id), 'void'],
    ['given up', (id: string) => world.stripe.invoices.markUncollectible(id), 'uncollectible'],
  ])('%s: nothing is owed, the account is free again', async (_title, end, closedBy) => {
    const { user, invoiceId, events } = await renewals.unpaidRenewal()
    await world.deliverAll(events)
    await daysAfter(invoiceId, 14)
    await world.runDunning()
    expect(await accountOf(user)).toMatchObject({ frozen: true })
    await world.deliverAll(await world.eventsOf(() => end(invoiceId)))
    const { frozen, stage, dunning } = await accountOf(user)
    expect({ frozen, stage }).toEqual({ frozen: false, stage: undefined })
    expect(dunning).not.toContain('dunning_recovered')
    expect(await world.db.dunningCase.findUnique({ where: { id: invoiceId } })).toMatchObject({
      closedBy,
    })
  })

  test('the owner cancels: no debt for a month that never was', async () => {
    const { user, subscription, invoiceId, events } = await renewals.unpaidRenewal()
    await world.deliverAll(events)
    await world.deliverAll(
      await world.eventsOf(() => world.stripe.subscriptions.cancel(subscription.id)),
    )
    expect(await accountOf(user)).toMatchObject({ plan: 'free', stage: undefined, frozen: false })
    expect(await world.db.dunningCase.findUnique({ where: { id: invoiceId } })).toMatchObject({
      closedBy: 'canceled',
    })
  })

  test('Stripe gives up by cancelling: still owed, and paying lifts the suspension', async () => {
    await renewals.retries({ afterDays: [1], end: 'canceled' })
    const { user, invoiceId, events, customer } = await renewals.unpaidRenewal()
    await world.deliverAll(events)
    await renewals.happen(invoiceId)
    expect(await accountOf(user)).toMatchObject({ plan: 'free', stage: 'free' })
    expect((await world.owedBy(user.id))[0]).toMatchObject({ planEnded: true })
    await daysAfter(invoiceId, 14)
    await world.runDunning()
    expect(await accountOf(user)).toMatchObject({ stage: 'suspended', frozen: true })
    await world.deliverAll(
      await renewals.payWith(invoiceId, (await renewals.goodCard(customer)).id),
    )
    expect(await accountOf(user)).toMatchObject({ plan: 'free', frozen: false, drift: [] })
    const mail = await world.db.outboxMail.findFirstOrThrow({
      where: { to: user.email, template: 'dunning_recovered' },
    })
    expect(mail.props).toMatchObject({ planBack: false })
  })
})

test('Stripe has given up, the account is suspended: a new plan settles what was before', async () => {
  await renewals.retries({ afterDays: [], end: 'canceled' })
  const { user, invoiceId, events } = await renewals.unpaidRenewal()
  await world.deliverAll(events)
  await daysAfter(invoiceId, 14)
  await world.runDunning()
  expect(await accountOf(user)).toMatchObject({ plan: 'free', frozen: true })
  clock.freeze(undefined)
  const item = { kind: 'subscription', plan: 'pro', interval: 'month' } as const
  await world.deliverAll((await world.buy(user, item)).events)
  expect(await accountOf(user)).toMatchObject({ plan: 'pro', stage: undefined, frozen: false })
})

test('a top-up during dunning arrives, waits while the account is suspended, and is there afterwards', async () => {
  const { user, invoiceId, events, customer } = await renewals.unpaidRenewal()
  await world.deliverAll(events)
  await daysAfter(invoiceId, 14)
  await world.runDunning()
  const before = (await accountOf(user)).available
  await world.deliverAll((await world.buy(user, { kind: 'topup', pack: 'small' })).events)
  const bought = await accountOf(user)
  expect(bought).toMatchObject({ available: before + credits(250), frozen: true })
  const spend = () =>
    reserve(world.db, {
      userId: user.id,
      operationKey: 'spend',
      requestHash: 'hash',
      amount: credits(1),
      ttlSeconds: 60,
    })
  expect((await spend()).outcome).toBe('frozen')
  await world.deliverAll(await renewals.payWith(invoiceId, (await renewals.goodCard(customer)).id))
  expect(await accountOf(user)).toMatchObject({ frozen: false, drift: [] })
  expect((await spend()).outcome).toBe('held')
})

type Order = (events: Stripe.Event[]) => Stripe.Event[]
const only =
  (wanted: Stripe.Event['type']): Order =>
  (all) =>
    all.filter(({ type }) => type === wanted)

test.each<[string, Order]>([
  ['as it happened', (all) => all],
  ['the wrong way round', (all) => all.toReversed()],
  ['twice', (all) => [...all, ...all]],
  ['only the subscription’s updates', only('customer.subscription.updated')],
  ['only the payment', only('invoice.paid')],
])('a failed and recovered renewal has one end state: %s', async (_title, order) => {
  const { user, events, invoiceId, customer } = await renewals.unpaidRenewal()
  const failedAgain = await world.eventsOf(() => renewals.control(`due/${invoiceId}`))
  // One try is heard of in time, everything else afterwards.
  await world.deliverAll([typed(events, 'invoice.payment_failed')])
  const paid = await renewals.payWith(invoiceId, (await renewals.goodCard(customer)).id)
  await world.deliverAll(order([...events, ...failedAgain, ...paid]))
  expect(await accountOf(user)).toEqual({
    plan: 'pro',
    frozen: false,
    stage: undefined,
    dunning: ['dunning_recovered', 'dunning_second'],
    available: credits(1_100),
    drift: [],
  })
})

test('all of it at once, twice over: the same end state', async () => {
  const { user, events, invoiceId, customer } = await renewals.unpaidRenewal()
  await world.deliverAll([typed(events, 'invoice.payment_failed')])
  const paid = await renewals.payWith(invoiceId, (await renewals.goodCard(customer)).id)
  const all = [...events, ...paid]
  const answers = await Promise.all([...all, ...all].map((event) => world.deliver(event)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(await accountOf(user)).toEqual({
    plan: 'pro',
    frozen: false,
    stage: undefined,
    dunning: ['dunning_first', 'dunning_recovered'],
    available: credits(1_100),
    drift: [],
  })
})

test('a bank that wants a confirmation is named, with the advice to follow its steps', async () => {
  const { user, subscription, customer } = await renewals.failingSubscriber()
  const card = await world.stripe.paymentMethods.attach('pm_card_authenticationRequired', {
    customer,
  })
  await world.stripe.subscriptions.update(subscription.id, { default_payment_method: card.id })
  await world.deliverAll(await renewals.renew(subscription.id))
  expect((await world.owedBy(user.id))[0]).toMatchObject({
    needsAction: true,
    reason:
      'Your bank wants you to confirm this payment. Please pay again and follow your bank’s steps.',
  })
})

test('a first payment that fails is its checkout’s affair', async () => {
  const user = await world.newUser()
  const item = { kind: 'subscription', plan: 'pro', interval: 'month' } as const
  const { events } = await world.buy(user, item, { card: '4000000000000341' })
  await world.deliverAll(events)
  expect((await world.owedBy(user.id)).length).toBe(0)
  expect((await accountOf(user)).dunning).toEqual([])
})

import type { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { charge, readBalance } from '@/lib/credits'
import { credits } from '@/lib/credits/unit'
import type { User } from '@/prisma/generated/client'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { leversOf, type Levers } from '@/tests/support/levers'

// A refund of a plan takes back what its invoice bought, in proportion; of a year, the months to come first.

let world: BillingWorld
let levers: Levers
beforeAll(async () => {
  world = await billingWorld()
  levers = leversOf(world)
})
afterAll(() => world.close())

async function subscribe(interval: 'month' | 'year') {
  const user = await world.newUser()
  const item = { kind: 'subscription', plan: 'business', interval } as const
  const { events } = await world.buy(user, item)
  await world.deliverAll(events)
  const payment = await world.db.payment.findFirstOrThrow({ where: { userId: user.id } })
  return { user, events, payment, intent: payment.paymentIntentId ?? '' }
}

async function refund(payment_intent: string, amount: number) {
  let made: Stripe.Refund | undefined
  const events = await world.eventsOf(async () => {
    made = await world.stripe.refunds.create({ payment_intent, amount })
  })
  await world.deliverAll([...events, ...events.toReversed()])
  return made?.id ?? ''
}

const available = async (user: User) => (await readBalance(world.db, user.id)).available
const withheld = async (user: User) => {
  const { reversed } = await world.db.creditAllowance.findFirstOrThrow({
    where: { userId: user.id, paidBy: { not: null } },
  })
  return Number(reversed)
}

test('checklist 31: a month, part by part, to the micro-credit; a failed refund gives back', async () => {
  const { user, intent, payment } = await subscribe('month')
  expect(payment).toMatchObject({ amountMinor: 8_000n, totalMinor: 8_000n })
  await refund(intent, 1_000)
  expect(await available(user)).toBe(credits(100 + 5_000 - 625))
  const second = await refund(intent, 333)
  // 5,000 × 1,333 / 8,000
  expect(await available(user)).toBe(credits(5_100) - 833_125_000)
  await world.deliverAll(await world.eventsOf(() => levers.settleRefund(second, 'failed')))
  expect(await available(user)).toBe(credits(100 + 5_000 - 625))
  expect(await world.stateOf(user)).toMatchObject({
    payments: [{ status: 'partially_refunded', refundedMinor: 1_000 }],
    drift: [],
  })
  expect(
    await world.db.refund.findMany({ where: { userId: user.id }, orderBy: { createdAt: 'asc' } }),
  ).toMatchObject([
    { status: 'succeeded', amountMinor: 1_000n, paymentId: payment.id },
    { id: second, status: 'failed', amountMinor: 333n },
  ])
})

test('the payment says what happened to its money', async () => {
  const { user, intent } = await subscribe('month')
  const id = await refund(intent, 500)
  await world.deliverAll(await world.eventsOf(() => levers.settleRefund(id, 'failed')))
  await world.deliverAll(await world.eventsOf(() => levers.dispute(intent, { amount: 900 })))
  const { payments } = await world.listPayments(user.id, { limit: 10 })
  expect(payments).toMatchObject([
    {
      status: 'disputed',
      refundedMinor: 0,
      refunds: [{ id, status: 'failed', amountMinor: 500 }],
      disputes: [{ status: 'needs_response', amountMinor: 900, closedAt: null }],
    },
  ])
})

test('each refund is mailed once, with what it took', async () => {
  const { user, intent } = await subscribe('month')
  await refund(intent, 1_600)
  await world.deliverAll(await world.allEvents())
  const mails = await world.db.outboxMail.findMany({
    where: { to: user.email, template: 'refund' },
  })
  expect(mails.map(({ props }) => props)).toMatchObject([
    { amountMinor: 1_600, currency: 'usd', creditsTaken: '−1,000 cr' },
  ])
})

test('what was spent of a month is owed', async () => {
  const { user, intent } = await subscribe('month')
  await charge(world.db, {
    userId: user.id,
    operationKey: 'spent',
    requestHash: '',
    amount: credits(5_000),
  })
  await refund(intent, 8_000)
  const { available: left, debt } = await readBalance(world.db, user.id)
  expect(debt - left).toBe(credits(5_000 - 100))
})

test('half a year: the months to come go, this one stays', async () => {
  const { user, intent } = await subscribe('year')
  await refund(intent, 40_000)
  expect(await available(user)).toBe(credits(5_100))
  expect(await withheld(user)).toBe(credits(6 * 5_000))
  const rest = await refund(intent, 40_000)
  expect(await available(user)).toBe(credits(100))
  await world.deliverAll(await world.eventsOf(() => levers.settleRefund(rest, 'failed')))
  expect(await available(user)).toBe(credits(5_100))
  expect(await withheld(user)).toBe(credits(6 * 5_000))
  expect((await world.stateOf(user)).drift).toEqual([])
})

test('checklist 40: tax is no part of it; what a balance at Stripe paid stays bought', async () => {
  const user = await world.newUser()
  const item = { kind: 'subscription', plan: 'business', interval: 'month' } as const
  const { events } = await world.buy(user, item)
  // 8,000 with 1,520 of tax, of which a balance paid 4,760.
  const stop = world.rewriteInvoices(() => ({ total: 9_520, amount_paid: 4_760 }))
  await world.deliverAll(events.filter(({ type }) => type.startsWith('invoice.')))
  const { paymentIntentId } = await world.db.payment.findFirstOrThrow({
    where: { userId: user.id },
  })
  await refund(paymentIntentId ?? '', 4_760)
  stop()
  expect(await available(user)).toBe(credits(100 + 2_500))
})

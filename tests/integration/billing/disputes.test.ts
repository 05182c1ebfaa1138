import * as fc from 'fast-check'
import type { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { charge, freezesOf, readBalance } from '@/lib/credits'
import { credits } from '@/lib/credits/unit'
import type { User } from '@/prisma/generated/client'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'
import { leversOf, type Levers } from '@/tests/support/levers'

// A dispute stops the account while it runs; the credits follow the money that was withdrawn for it.

let world: BillingWorld
let levers: Levers
beforeAll(async () => {
  world = await billingWorld()
  levers = leversOf(world)
})
afterAll(() => world.close())

/** The pack: 250 credits for 600 cents, beside 100 free ones. */
async function bought() {
  const user = await world.newUser()
  const { events } = await world.buy(user, { kind: 'topup', pack: 'small' })
  const intent = String(typed(events, 'checkout.session.completed').data.object.payment_intent)
  return { user, events, intent }
}

async function paid() {
  const { user, events, intent } = await bought()
  await world.deliverAll(events)
  return { user, intent }
}

/** Without the state of mails: which of them go out depends on when one hears of what. */
async function outcomeOf(user: User) {
  const { available, frozen, debt } = await readBalance(world.db, user.id)
  const { payments, drift } = await world.stateOf(user)
  const causes = await freezesOf(world.db, user.id)
  return { available, debt, frozen, causes: causes.length, status: payments[0]?.status, drift }
}

const mailsOf = async (user: User) => (await world.stateOf(user)).mails

async function opened(intent: string, input = {}) {
  let dispute: Stripe.Dispute | undefined
  const events = await world.eventsOf(async () => {
    dispute = await levers.dispute(intent, input)
  })
  if (!dispute) throw new Error('no dispute')
  return { id: dispute.id, events }
}

const closed = (id: string, status: 'won' | 'lost' | 'warning_closed') =>
  world.eventsOf(() => levers.closeDispute(id, status))

test('checklist 32: a dispute freezes and takes the credits; won, it restores both', async () => {
  const { user, intent } = await paid()
  const { id, events } = await opened(intent)
  await world.deliverAll(events)
  expect(await outcomeOf(user)).toEqual({
    available: credits(100),
    debt: 0,
    frozen: true,
    causes: 1,
    status: 'disputed',
    drift: [],
  })
  expect(await freezesOf(world.db, user.id)).toMatchObject([
    { kind: 'dispute', cause: `dispute:${id}` },
  ])
  expect(await mailsOf(user)).toContain('dispute_opened')
  await world.deliverAll(await closed(id, 'won'))
  expect(await outcomeOf(user)).toEqual({
    available: credits(350),
    debt: 0,
    frozen: false,
    causes: 0,
    status: 'paid',
    drift: [],
  })
  expect(await mailsOf(user)).toContain('dispute_closed')
  expect(await world.db.dispute.findMany({ where: { userId: user.id } })).toMatchObject([
    { id, status: 'won', fundsWithdrawn: false, amountMinor: 600n },
  ])
})

test('lost: the account may spend again, what was spent stays owed', async () => {
  const { user, intent } = await paid()
  await charge(world.db, {
    userId: user.id,
    operationKey: 'spent',
    requestHash: '',
    amount: credits(300),
  })
  const { id, events } = await opened(intent)
  await world.deliverAll(events)
  await world.deliverAll(await closed(id, 'lost'))
  expect(await outcomeOf(user)).toMatchObject({
    available: 0,
    debt: credits(200),
    frozen: false,
    status: 'disputed',
  })
})

test('an inquiry is only written down; as a chargeback it counts', async () => {
  const { user, intent } = await paid()
  const { id, events } = await opened(intent, { inquiry: true })
  await world.deliverAll(events)
  expect(await outcomeOf(user)).toMatchObject({
    available: credits(350),
    frozen: false,
    status: 'paid',
  })
  expect(await world.db.dispute.findUnique({ where: { id } })).toMatchObject({
    status: 'warning_needs_response',
  })
  expect(await mailsOf(user)).not.toContain('dispute_opened')
  const evidence = { uncategorized_text: 'escalate_inquiry_evidence' }
  await world.deliverAll(await world.eventsOf(() => world.stripe.disputes.update(id, { evidence })))
  expect(await outcomeOf(user)).toMatchObject({ available: credits(100), frozen: true })
})

test('a cause of the owner’s own outlives the dispute', async () => {
  const { user, intent } = await paid()
  const { freeze } = await import('@/lib/credits')
  await freeze(world.db, { userId: user.id, cause: 'manual' })
  const { id, events } = await opened(intent)
  await world.deliverAll(events)
  await world.deliverAll(await closed(id, 'won'))
  expect(await outcomeOf(user)).toMatchObject({ available: credits(350), frozen: true, causes: 1 })
})

test('a refund and a dispute of what it left: never more than was bought', async () => {
  const { user, intent } = await paid()
  await world.stripe.refunds.create({ payment_intent: intent, amount: 240 })
  const { id } = await opened(intent)
  await world.deliverAll(await world.allEvents())
  expect(await outcomeOf(user)).toMatchObject({ available: credits(100), frozen: true })
  await world.deliverAll(await closed(id, 'won'))
  expect(await outcomeOf(user)).toMatchObject({
    available: credits(250),
    frozen: false,
    status: 'partially_refunded',
  })
})

test('a reading made before the dispute and written after it changes nothing', async () => {
  const { user, intent } = await paid()
  const { readRefundState } = await import('@/lib/billing/sync/refund')
  const { inTransaction } = await import('@/lib/billing/sync/effect')
  const early = await readRefundState(intent)
  const { id, events } = await opened(intent)
  const open = await readRefundState(intent)
  await world.deliverAll(events)
  await inTransaction(early)
  expect(await outcomeOf(user)).toMatchObject({ available: credits(100), frozen: true })
  await world.deliverAll(await closed(id, 'won'))
  await inTransaction(open)
  expect(await outcomeOf(user)).toMatchObject({ available: credits(350), frozen: false })
})

type Story = { name: string; run(intent: string): Promise<void>; end: object }
const stories: Story[] = [
  {
    name: 'two refunds, a dispute of the rest, won',
    async run(intent) {
      await world.stripe.refunds.create({ payment_intent: intent, amount: 120 })
      await world.stripe.refunds.create({ payment_intent: intent, amount: 120 })
      const { id } = await levers.dispute(intent)
      await levers.closeDispute(id, 'won')
    },
    end: { available: credits(250), frozen: false, status: 'partially_refunded' },
  },
  {
    name: 'a refund that fails, a dispute, lost',
    async run(intent) {
      const { id: refund } = await world.stripe.refunds.create({
        payment_intent: intent,
        amount: 300,
      })
      await levers.settleRefund(refund, 'failed')
      const { id } = await levers.dispute(intent)
      await levers.closeDispute(id, 'lost')
    },
    end: { available: credits(100), frozen: false, status: 'disputed' },
  },
  {
    name: 'a dispute of a part, won, then a refund',
    async run(intent) {
      const { id } = await levers.dispute(intent, { amount: 200 })
      await levers.closeDispute(id, 'won')
      await world.stripe.refunds.create({ payment_intent: intent, amount: 600 })
    },
    end: { available: credits(100), frozen: false, status: 'refunded' },
  },
]

/** Each of its events is a handful of readings, and all of them come twice. */
const patience = 120_000

test.each(stories)(
  'checklist 18, 31, 32: any order of its events, and any repetition: $name',
  { timeout: patience },
  async ({ run, end }) => {
    for (const seed of [1, 2, 3]) {
      const { user, events, intent } = await bought()
      const all = [...events, ...(await world.eventsOf(() => run(intent)))]
      const twice = fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })
      const [order = []] = fc.sample(twice, { seed, numRuns: 1 })
      await world.deliverAll(order)
      expect(await outcomeOf(user)).toMatchObject({ ...end, drift: [] })
    }
  },
)

test('heard of in the order it happened', { timeout: patience }, async () => {
  for (const { run, end } of stories) {
    const { user, intent } = await paid()
    await world.deliverAll(await world.eventsOf(() => run(intent)))
    expect(await outcomeOf(user)).toMatchObject(end)
  }
})

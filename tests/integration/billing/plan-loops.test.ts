import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clock } from '@/lib/clock'
import { credits } from '@/lib/credits/unit'
import type { User } from '@/prisma/generated/client'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { planChanges } from '@/tests/support/plan-changes'

let world: BillingWorld
let story: ReturnType<typeof planChanges>
let priceIds: Record<'pro' | 'business', string>
beforeAll(async () => {
  world = await billingWorld()
  story = planChanges(world)
  const { data } = await world.stripe.prices.list({ lookup_keys: ['pro_month', 'business_month'] })
  const idOf = (key: string) => data.find((price) => price.lookup_key === key)?.id ?? ''
  priceIds = { pro: idOf('pro_month'), business: idOf('business_month') }
})
afterAll(() => world.close())

/** Credits for a cent, by plan: what the money of a line pays for, worked out from the amounts alone. */
const perCent = { pro: credits(1_000) / 2_000, business: credits(5_000) / 8_000 }

async function paidFor(subscription: string): Promise<{ credits: number; lines: number }> {
  const invoices = await world.stripe.invoices.list({ subscription, status: 'paid', limit: 100 })
  const lines = invoices.data.flatMap((invoice) => invoice.lines.data)
  const sum = lines.reduce((total, { amount, pricing }) => {
    const price = pricing?.price_details?.price
    return total + amount * (price === priceIds.pro ? perCent.pro : perCent.business)
  }, 0)
  return { credits: sum, lines: lines.length }
}

async function given(user: User): Promise<number> {
  const grants = await world.db.creditGrant.findMany({
    where: { userId: user.id, sourceKey: { startsWith: 'invoice_line:' } },
  })
  return grants.reduce((sum, { granted, reversed }) => sum + Number(granted - reversed), 0)
}

/** At once and with money back, as an owner may do it by hand: our own pages plan a downgrade for the period's end. */
async function changeAtOnce(id: string, plan: 'pro' | 'business'): Promise<void> {
  const { items } = await world.stripe.subscriptions.retrieve(id)
  await world.stripe.subscriptions.update(id, {
    items: [{ id: items.data[0]?.id, price: priceIds[plan] }],
    proration_behavior: 'always_invoice',
    payment_behavior: 'pending_if_incomplete',
  })
}

const targets = [
  { plan: 'pro', interval: 'month' },
  { plan: 'business', interval: 'month' },
  { plan: 'pro', interval: 'year' },
  { plan: 'business', interval: 'year' },
] as const

const click = fc.oneof(
  { weight: 4, arbitrary: fc.record({ change: fc.constantFrom(...targets) }) },
  fc.constantFrom('undo' as const, 'cancel' as const, 'resume' as const),
)

/** The price of each line, by what a year or a month of the plan costs and brings. */
async function creditsPerCent(): Promise<Map<string, number>> {
  const { data } = await world.stripe.prices.list({
    lookup_keys: ['pro_month', 'business_month', 'pro_year', 'business_year'],
  })
  return new Map(
    data.map(({ id, metadata, unit_amount: cents, recurring }) => {
      const months = recurring?.interval === 'year' ? 12 : 1
      const monthly = metadata.itemKey === 'pro' ? credits(1_000) : credits(5_000)
      return [id, (monthly * months) / (cents ?? 1)]
    }),
  )
}

test('checklist 23: no row of clicks on our own pages gains', async () => {
  const rates = await creditsPerCent()
  await fc.assert(
    fc.asyncProperty(fc.array(click, { minLength: 4, maxLength: 8 }), async (clicks) => {
      const user = await story.subscriber({ plan: 'pro', interval: 'month' })
      const { id } = await story.subscriptionOf(user)
      const refusals: unknown[] = []
      for (const one of clicks) {
        await world.deliverAll(
          await story.travelTo(Math.floor(clock.now().getTime() / 1_000) + 3_600),
        )
        const act =
          typeof one === 'object'
            ? story.change(user, one.change)
            : one === 'undo'
              ? world.undoDowngrade(user.id)
              : one === 'cancel'
                ? world.cancelAtPeriodEnd(user.id, id)
                : world.resumeSubscription(user.id, id)
        // What cannot be done now is refused, and changes nothing.
        const [outcome] = await Promise.allSettled([act])
        if (outcome.status === 'rejected') refusals.push(outcome.reason)
      }
      expect(refusals).toEqual(refusals.map(() => expect.objectContaining({ code: 'conflict' })))
      const invoices = await world.stripe.invoices.list({ subscription: id, status: 'paid' })
      const lines = invoices.data.flatMap((invoice) => invoice.lines.data)
      const paid = lines.reduce(
        (sum, { amount, pricing }) =>
          sum + amount * (rates.get(String(pricing?.price_details?.price)) ?? Number.NaN),
        0,
      )
      expect(await given(user)).toBeLessThanOrEqual(paid + lines.length * perCent.business)
      // Ours says what Stripe says.
      const [row] = await world.listSubscriptions(user.id)
      const { items, schedule, cancel_at: cancelAt } = await story.subscriptionOf(user)
      expect(items.data[0]?.price.lookup_key).toBe(`${row?.planKey}_${row?.interval}`)
      expect(row?.next !== null).toBe(schedule !== null)
      expect(row?.cancelAt ?? null).toBe(cancelAt && new Date(cancelAt * 1_000).toISOString())
      expect((await world.stateOf(user)).drift).toEqual([])
    }),
    { numRuns: 4 },
  )
}, 240_000)

/** At once, or after some time. */
const wait = fc.oneof(fc.constant(0), fc.integer({ min: 60, max: 3 * 86_400 }))

const loops = fc.record({
  steps: fc.array(wait, { minLength: 3, maxLength: 5 }),
  seed: fc.integer(),
})

const hash = (seed: number, place: number) =>
  Math.imul(seed ^ (place * 0x9e3779b1), 0x85ebca6b) >>> 0

// Museum llmgateway 2479: going down and up again brought the credits each time.
test('checklist 23: Stripe’s own loops bring what was paid for, in any order of events', async () => {
  await fc.assert(
    fc.asyncProperty(loops, async ({ steps, seed }) => {
      const user = await story.subscriber({ plan: 'pro', interval: 'month' })
      const { id } = await story.subscriptionOf(user)
      const events = []
      let plan: 'pro' | 'business' = 'pro'
      for (const wait of steps) {
        // Counted from a second that has begun: another one may have passed before the clock is moved.
        const moment = Math.ceil(clock.now().getTime() / 1_000) + wait
        if (wait > 0) events.push(...(await story.travelTo(moment)))
        plan = plan === 'pro' ? 'business' : 'pro'
        const next = plan
        events.push(...(await world.eventsOf(() => changeAtOnce(id, next))))
      }
      const own = events.filter(({ data }) => JSON.stringify(data.object).includes(id))
      const order = own.map((event, place) => ({ event, rank: hash(seed, place) }))
      await world.deliverAll(order.toSorted((a, b) => a.rank - b.rank).map(({ event }) => event))
      const paid = await paidFor(id)
      // Stripe rounds each line to a cent.
      const tolerance = paid.lines * perCent.business
      const total = await given(user)
      expect(total).toBeLessThanOrEqual(paid.credits + tolerance)
      expect(total).toBeGreaterThanOrEqual(paid.credits - tolerance)
      expect((await world.stateOf(user)).drift).toEqual([])
    }),
    { numRuns: 3 },
  )
}, 240_000)

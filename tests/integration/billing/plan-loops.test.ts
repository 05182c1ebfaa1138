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

const loops = fc.record({
  steps: fc.array(fc.integer({ min: 0, max: 3 * 86_400 }), { minLength: 3, maxLength: 5 }),
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
        events.push(...(await story.travelTo(Math.floor(clock.now().getTime() / 1_000) + wait)))
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

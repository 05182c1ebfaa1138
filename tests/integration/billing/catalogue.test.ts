import { afterAll, beforeAll, expect, test } from 'vitest'
import { packs, plans } from '@/lib/catalogue'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

const lookupKeys = [
  'pro_month',
  'pro_year',
  'business_month',
  'business_year',
  'pack_small',
  'pack_medium',
  'pack_large',
]

test('every plan and pack has its price', async () => {
  const { data } = await world.stripe.prices.list({ lookup_keys: lookupKeys, limit: 100 })
  const byKey = new Map(data.map((price) => [price.lookup_key, price]))
  expect([...byKey.keys()].toSorted()).toEqual(lookupKeys.toSorted())
  expect(byKey.get('pro_year')).toMatchObject({
    unit_amount: plans.pro.prices.year.unitAmount,
    recurring: { interval: 'year' },
  })
  expect(byKey.get('pack_small')).toMatchObject({
    unit_amount: packs.small.unitAmount,
    recurring: null,
  })
})

test('the second run changes nothing and writes nothing', async () => {
  const before = world.proxy.calls.length
  expect(await world.syncCatalogue()).toEqual([])
  const methods = world.proxy.calls.slice(before).map(({ method }) => method)
  expect([...new Set(methods)]).toEqual(['GET'])
})

test('a changed amount becomes a new price under the same lookup key; the old one stays known', async () => {
  const { data } = await world.stripe.prices.list({ lookup_keys: ['pro_month'] })
  const right = data[0]
  if (!right) throw new Error('no price')
  // As if the catalogue had said another amount before.
  const outdated = await world.stripe.prices.create({
    product: 'plan_pro',
    currency: 'usd',
    unit_amount: 1_500,
    recurring: { interval: 'month' },
    lookup_key: 'pro_month',
    transfer_lookup_key: true,
    metadata: { kind: 'plan', itemKey: 'pro', interval: 'month' },
  })
  const changes = await world.syncCatalogue()
  expect(changes).toHaveLength(1)
  expect(changes[0]).toContain('pro_month replaced')
  const now = await world.stripe.prices.list({ lookup_keys: ['pro_month'], active: true })
  expect(now.data).toHaveLength(1)
  expect(now.data[0]?.unit_amount).toBe(plans.pro.prices.month.unitAmount)
  expect((await world.stripe.prices.retrieve(outdated.id)).active).toBe(false)

  const { planOfPriceId } = await import('@/lib/billing/prices')
  expect(await planOfPriceId(outdated.id)).toEqual({ planKey: 'pro', interval: 'month' })
  expect(await world.syncCatalogue()).toEqual([])
})

import 'server-only'
import type Stripe from 'stripe'
import {
  currency,
  packKeys,
  packs,
  paidPlanKeys,
  plans,
  type Interval,
  type PackKey,
  type PaidPlanKey,
} from '@/lib/catalogue'
import { intervals } from './items'
import { syncOverage } from './overage/catalogue'
import { stripe } from './stripe'

type WantedPrice = {
  lookupKey: string
  unitAmount: number
  interval: Interval | null
  metadata: Record<string, string>
}
type WantedProduct = { id: string; name: string; description: string; prices: WantedPrice[] }

const planProduct = (plan: PaidPlanKey): WantedProduct => ({
  id: `plan_${plan}`,
  name: plans[plan].name,
  description: `${plans[plan].creditsPerMonth.toLocaleString('en-US')} credits a month. ${plans[plan].tagline}`,
  prices: intervals.map((interval) => ({
    ...plans[plan].prices[interval],
    interval,
    metadata: { kind: 'plan', itemKey: plan, interval },
  })),
})

const packProduct = (pack: PackKey): WantedProduct => ({
  id: `pack_${pack}`,
  name: packs[pack].name,
  description: 'Bought once, never expires.',
  prices: [
    {
      lookupKey: packs[pack].lookupKey,
      unitAmount: packs[pack].unitAmount,
      interval: null,
      metadata: { kind: 'pack', itemKey: pack },
    },
  ],
})

const wantedProducts = () => [...paidPlanKeys.map(planProduct), ...packKeys.map(packProduct)]

/**
 * Makes Stripe's products and prices match lib/catalogue.ts and returns a line for each thing it changed: none on the
 * second run. A price's amount cannot be changed at Stripe: a new price takes over the lookup key, the old one is
 * archived, and who already pays it goes on paying it.
 */
export async function syncCatalogue(): Promise<string[]> {
  const wanted = wantedProducts()
  const [products, prices] = await Promise.all([
    stripe().products.list({ ids: wanted.map(({ id }) => id), limit: 100 }),
    listPrices(wanted.flatMap((product) => product.prices.map(({ lookupKey }) => lookupKey))),
  ])
  const changes: string[] = []
  for (const product of wanted) {
    const present = products.data.find(({ id }) => id === product.id)
    changes.push(...(await syncProduct(product, present)))
    for (const price of product.prices)
      changes.push(...(await syncPrice(product, price, prices.get(price.lookupKey))))
  }
  changes.push(...(await syncOverage()))
  return changes
}

/** Stripe takes ten lookup keys at a time. */
async function listPrices(lookupKeys: string[]): Promise<Map<string, Stripe.Price>> {
  const found = new Map<string, Stripe.Price>()
  for (let start = 0; start < lookupKeys.length; start += 10) {
    const page = await stripe().prices.list({
      lookup_keys: lookupKeys.slice(start, start + 10),
      active: true,
      limit: 100,
    })
    for (const price of page.data) if (price.lookup_key) found.set(price.lookup_key, price)
  }
  return found
}

async function syncProduct(
  { id, name, description }: WantedProduct,
  present: Stripe.Product | undefined,
): Promise<string[]> {
  if (!present) {
    await stripe().products.create({ id, name, description })
    return [`product ${id} created`]
  }
  if (present.name === name && present.description === description && present.active) return []
  await stripe().products.update(id, { name, description, active: true })
  return [`product ${id} updated`]
}

async function syncPrice(
  product: WantedProduct,
  { lookupKey, unitAmount, interval, metadata }: WantedPrice,
  present: Stripe.Price | undefined,
): Promise<string[]> {
  const matches =
    present?.unit_amount === unitAmount &&
    present.currency === currency &&
    (present.recurring?.interval ?? null) === interval &&
    present.product === product.id &&
    Object.entries(metadata).every(([key, value]) => present.metadata[key] === value)
  if (matches) return []
  const price = await stripe().prices.create({
    product: product.id,
    currency,
    unit_amount: unitAmount,
    lookup_key: lookupKey,
    transfer_lookup_key: true,
    metadata,
    ...(interval && { recurring: { interval } }),
  })
  if (!present) return [`price ${lookupKey} created (${price.id})`]
  await stripe().prices.update(present.id, { active: false })
  return [`price ${lookupKey} replaced: ${present.id} → ${price.id}`]
}

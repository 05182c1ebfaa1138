import 'server-only'
import type Stripe from 'stripe'
import { z } from 'zod'
import { paidPlanKeys, type Interval, type PaidPlanKey } from '@/lib/catalogue'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { intervals } from './items'
import { stripe } from './stripe'

const lookupCacheMs = 60_000
const cachedIds = new Map<string, { priceId: string; until: number }>()

/**
 * The Stripe price that sells an item now, by lookup key. Kept for a minute, so a changed amount is sold at once.
 * Throws `unavailable` when Stripe has no such price (`npm run stripe:sync` makes it).
 */
export async function priceIdFor(lookupKey: string): Promise<string> {
  const cached = cachedIds.get(lookupKey)
  if (cached && cached.until > performance.now()) return cached.priceId
  const { data } = await stripe().prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 })
  const price = data[0]
  if (!price) {
    log.error({ lookupKey }, 'Stripe has no price under this lookup key; run `npm run stripe:sync`')
    throw new AppError('unavailable', 'This cannot be bought right now. Nothing was charged.')
  }
  cachedIds.set(lookupKey, { priceId: price.id, until: performance.now() + lookupCacheMs })
  return price.id
}

export type SoldPlan = { planKey: PaidPlanKey; interval: Interval }

const planMetadata = z.object({
  kind: z.literal('plan'),
  itemKey: z.enum(paidPlanKeys),
  interval: z.enum(intervals),
})

/** Which plan a price sells. From its metadata, which an older price keeps after its lookup key has moved on. */
export function planOfPrice(price: Stripe.Price): SoldPlan | null {
  const parsed = planMetadata.safeParse(price.metadata)
  return parsed.success ? { planKey: parsed.data.itemKey, interval: parsed.data.interval } : null
}

const plansByPrice = new Map<string, SoldPlan | null>()

/** `planOfPrice` by id, for invoice lines, which name only the id. What a price sells never changes: kept for good. */
export async function planOfPriceId(priceId: string): Promise<SoldPlan | null> {
  const known = plansByPrice.get(priceId)
  if (known !== undefined) return known
  const sold = planOfPrice(await stripe().prices.retrieve(priceId))
  if (sold) plansByPrice.set(priceId, sold)
  return sold
}

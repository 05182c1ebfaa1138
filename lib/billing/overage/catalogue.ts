import 'server-only'
import { Stripe } from 'stripe'
import { z } from 'zod'
import { currency, paidPlanKeys, plans, type PaidPlanKey } from '@/lib/catalogue'
import { stripe } from '../stripe'
import { unitAmountDecimal } from './price'

/** A meter's event name cannot change: what it counts and in which unit stays for good. */
export const meterEventName = 'overage_milli_credits'
const productId = 'overage'

export const overageLookupKey = (plan: PaidPlanKey) => `${plan}_overage`

const overageMetadata = z.object({
  kind: z.literal('overage'),
  perThousandMinor: z.coerce.number().int().positive(),
})

/** What 1,000 credits cost at a price for overage; `null`: it is none. */
export function overagePrice(price: Stripe.Price): number | null {
  const parsed = overageMetadata.safeParse(price.metadata)
  return parsed.success ? parsed.data.perThousandMinor : null
}

/** Makes Stripe's meter, product and prices for overage match the catalogue; answers a line for each change. */
export async function syncOverage(): Promise<string[]> {
  const offered = paidPlanKeys.flatMap((plan) => {
    const perThousandMinor: number | null = plans[plan].overagePerThousand
    return perThousandMinor === null ? [] : [{ plan, perThousandMinor }]
  })
  if (offered.length === 0) return []
  const changes: string[] = []
  const meter = await syncMeter(changes)
  await syncProduct(changes)
  const { data: present } = await stripe().prices.list({
    lookup_keys: offered.map(({ plan }) => overageLookupKey(plan)),
    active: true,
    limit: 100,
  })
  for (const { plan, perThousandMinor } of offered) {
    const lookupKey = overageLookupKey(plan)
    const known = present.find((price) => price.lookup_key === lookupKey)
    if (known && overagePrice(known) === perThousandMinor && known.recurring?.meter === meter)
      continue
    const price = await stripe().prices.create({
      product: productId,
      currency,
      unit_amount_decimal: Stripe.Decimal.from(unitAmountDecimal(perThousandMinor)),
      lookup_key: lookupKey,
      transfer_lookup_key: true,
      metadata: { kind: 'overage', perThousandMinor: String(perThousandMinor) },
      recurring: { interval: 'month', usage_type: 'metered', meter },
    })
    // The old one is archived, and who has agreed to it goes on paying it.
    if (known) await stripe().prices.update(known.id, { active: false })
    changes.push(`price ${lookupKey} ${known ? 'replaced' : 'created'} (${price.id})`)
  }
  return changes
}

async function syncMeter(changes: string[]): Promise<string> {
  for await (const meter of stripe().billing.meters.list({ status: 'active', limit: 100 }))
    if (meter.event_name === meterEventName) return meter.id
  const meter = await stripe().billing.meters.create({
    display_name: 'Overage, in thousandths of a credit',
    event_name: meterEventName,
    default_aggregation: { formula: 'sum' },
  })
  changes.push(`meter ${meterEventName} created (${meter.id})`)
  return meter.id
}

async function syncProduct(changes: string[]): Promise<void> {
  const { data } = await stripe().products.list({ ids: [productId], limit: 1 })
  if (data[0]) return
  await stripe().products.create({
    id: productId,
    name: 'Overage',
    description: 'Credits past the balance, in thousandths of a credit.',
  })
  changes.push(`product ${productId} created`)
}

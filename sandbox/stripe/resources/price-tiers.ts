import type { Stripe } from 'stripe'
import { z } from 'zod'
import { invalidRequest } from '../errors'
import { wireDecimal } from '../objects'
import { decimal, int } from '../params'
import type { Store } from '../store'

export const tierParams = z.strictObject({
  flat_amount: int.optional(),
  flat_amount_decimal: decimal.optional(),
  unit_amount: int.optional(),
  unit_amount_decimal: decimal.optional(),
  up_to: z.union([z.literal('inf'), int]),
})

function amounts(whole: number | undefined, parts: number | undefined) {
  const amount = whole ?? parts
  return {
    whole: amount !== undefined && Number.isInteger(amount) ? amount : null,
    decimal: amount === undefined ? null : wireDecimal(amount),
  }
}

/** The steps of a tiered price, or nothing for one that has none. */
export function readTiers(
  scheme: 'per_unit' | 'tiered' | undefined,
  mode: 'graduated' | 'volume' | undefined,
  tiers: z.infer<typeof tierParams>[] | undefined,
): Stripe.Price.Tier[] | undefined {
  if (scheme !== 'tiered') {
    if (tiers)
      throw invalidRequest('`tiers` can only be set when `billing_scheme` is `tiered`.', {
        param: 'tiers',
      })
    return undefined
  }
  if (!tiers || !mode)
    throw invalidRequest('Missing required param: tiers_mode and tiers.', {
      code: 'parameter_missing',
      param: tiers ? 'tiers_mode' : 'tiers',
    })
  const bounds = tiers.map(({ up_to }) => (up_to === 'inf' ? Infinity : up_to))
  if (bounds.at(-1) !== Infinity || bounds.some((to, at) => at > 0 && to <= bounds[at - 1]!))
    throw invalidRequest('`up_to` must rise from tier to tier, and the last must be `inf`.', {
      param: 'tiers',
    })
  return tiers.map((tier) => {
    const flat = amounts(tier.flat_amount, tier.flat_amount_decimal)
    const unit = amounts(tier.unit_amount, tier.unit_amount_decimal)
    return {
      flat_amount: flat.whole,
      flat_amount_decimal: flat.decimal,
      unit_amount: unit.whole,
      unit_amount_decimal: unit.decimal,
      up_to: tier.up_to === 'inf' ? null : tier.up_to,
    }
  })
}

/** Usage is what a meter counts; without one there is nothing to bill by. */
export async function checkUsage(
  store: Store,
  { recurring }: { recurring?: { usage_type?: string; meter?: string } },
): Promise<void> {
  if (recurring?.meter) await store.get('billing.meter', recurring.meter, 'recurring[meter]')
  if (recurring?.usage_type === 'metered' && !recurring.meter)
    throw invalidRequest('All metered prices must be backed by a meter. Pass `recurring[meter]`.', {
      param: 'recurring[meter]',
    })
  if (recurring?.meter && recurring.usage_type !== 'metered')
    throw invalidRequest('A meter can only be set on prices with `usage_type=metered`.', {
      param: 'recurring[usage_type]',
    })
}

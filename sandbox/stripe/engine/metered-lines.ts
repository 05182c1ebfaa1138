import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import type { LineInput } from './invoice-line'
import { usageOf, type Span } from './usage'

export const isMetered = (price: Stripe.Price): boolean => price.recurring?.usage_type === 'metered'

type Part = { quantity: number; amount: number; rate: string; name?: string }

/** A unit may cost less than the smallest coin. */
function rateText(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
  const { minimumFractionDigits = 2 } = format.resolvedOptions()
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits,
    maximumFractionDigits: 12,
  }).format(minor / 10 ** minimumFractionDigits)
}

const unitOf = ({
  unit_amount_decimal,
  unit_amount,
}: {
  unit_amount_decimal: unknown
  unit_amount: number | null
}) => Number(unit_amount_decimal ?? unit_amount ?? 0)

function perUnit(price: Stripe.Price, usage: number): Part[] {
  const unit = unitOf(price)
  const by = price.transform_quantity
  if (!by)
    return [
      { quantity: usage, amount: Math.round(unit * usage), rate: rateText(unit, price.currency) },
    ]
  const groups = usage / by.divide_by
  const billed = by.round === 'up' ? Math.ceil(groups) : Math.floor(groups)
  return [
    {
      quantity: usage,
      amount: Math.round(unit * billed),
      rate: `${rateText(unit, price.currency)} per ${by.divide_by}`,
    },
  ]
}

/** Graduated: each tier bills what falls into it. Volume: the tier that is reached bills all. */
function tiered(price: Stripe.Price, tiers: Stripe.Price.Tier[], usage: number): Part[] {
  const parts: Part[] = []
  let from = 0
  for (const [index, tier] of tiers.entries()) {
    const to = tier.up_to ?? Infinity
    const reached = usage <= to
    const all = price.tiers_mode === 'volume'
    if (!all || reached) {
      const quantity = all ? usage : Math.min(usage, to) - from
      const unit = unitOf(tier)
      const name = `Tier ${index + 1}`
      parts.push({
        quantity,
        amount: Math.round(unit * quantity),
        rate: rateText(unit, price.currency),
        name,
      })
      const flat = Number(tier.flat_amount_decimal ?? tier.flat_amount ?? 0)
      if (flat !== 0)
        parts.push({
          quantity: 0,
          amount: Math.round(flat),
          rate: rateText(flat, price.currency),
          name,
        })
    }
    if (reached) break
    from = to
  }
  return parts
}

async function partsOf({ store }: Context, price: Stripe.Price, usage: number): Promise<Part[]> {
  if (price.billing_scheme !== 'tiered') return perUnit(price, usage)
  const { tiers = [] } = await store.hidden('price', price.id)
  return tiered(price, tiers, usage)
}

/**
 * What a subscription's meters counted, as invoice lines: in arrears, for the items' present period unless another is
 * given. Nothing for a trial. The usage of a period counts whole, whatever its price was before.
 */
export async function meteredLines(
  context: Context,
  subscription: Stripe.Subscription,
  period?: Span,
): Promise<LineInput[]> {
  const { store } = context
  if (subscription.status === 'trialing') return []
  const lines: LineInput[] = []
  for (const item of subscription.items.data.filter(({ price }) => isMetered(price))) {
    const { price } = item
    const span = period ?? { start: item.current_period_start, end: item.current_period_end }
    const meter = await store.get('billing.meter', price.recurring!.meter!)
    const product = await store.get('product', idOf(price.product))
    // More taken back than was used bills nothing; it is not paid out.
    const usage = Math.max(0, await usageOf(context, meter, idOf(subscription.customer), span))
    for (const { quantity, amount, rate, name } of await partsOf(context, price, usage)) {
      const what = quantity === 0 && name ? product.name : `${quantity} × ${product.name}`
      lines.push({
        amount,
        description: `${what} (${name ? `${name} ` : ''}at ${rate} / ${price.recurring!.interval})`,
        price,
        quantity: Math.ceil(quantity),
        period: span,
        metadata: subscription.metadata,
        item: { id: item.id, subscription: subscription.id },
      })
    }
  }
  return lines
}

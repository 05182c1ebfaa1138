import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { taxLocationMessage } from '../engine/finalization'
import { invalidRequest } from '../errors'
import { longId } from '../ids'
import { given, mergeMetadata } from '../merge'
import { bool, decimal, metadata, pagination, range, text } from '../params'
import { route } from '../route'

const described = {
  active: bool.optional(),
  country: text.optional(),
  description: text.optional(),
  jurisdiction: text.optional(),
  metadata: metadata.optional(),
  state: text.optional(),
  tax_type: text.optional(),
}

/** The rates that a list of ids names, for what carries them whole. */
export async function readTaxRates(
  { store }: Context,
  ids: string[] | null | undefined,
): Promise<Stripe.TaxRate[] | undefined> {
  if (ids === undefined) return undefined
  const rates: Stripe.TaxRate[] = []
  for (const [index, id] of (ids ?? []).entries()) {
    const rate = await store.get('tax_rate', id, `default_tax_rates[${index}]`)
    if (!rate.active)
      throw invalidRequest(`The tax rate ${id} is inactive, and cannot be applied.`, {
        param: `default_tax_rates[${index}]`,
      })
    rates.push(rate)
  }
  return rates
}

/**
 * @throws the refusal to calculate taxes for a customer whose country is not known.
 */
export function automaticTax(
  customer: Stripe.Customer,
  wanted: { enabled: boolean } | undefined,
): Stripe.Subscription.AutomaticTax | undefined {
  if (!wanted) return undefined
  if (wanted.enabled && !customer.address?.country)
    throw invalidRequest(taxLocationMessage, { code: 'customer_tax_location_invalid' })
  return {
    disabled_reason: null,
    enabled: wanted.enabled,
    liability: wanted.enabled ? { type: 'self' } : null,
  }
}

export const taxRateRoutes = [
  route(
    'POST',
    '/tax_rates',
    { ...described, display_name: text.min(1).max(50), inclusive: bool, percentage: decimal },
    ({ create, now }, { display_name, inclusive, percentage, metadata: own, ...rest }) => {
      if (percentage < 0 || percentage > 100)
        throw invalidRequest('A tax rate is between 0 and 100 percent.', { param: 'percentage' })
      return create<Stripe.TaxRate>('tax_rate.created', {
        id: longId('txr'),
        object: 'tax_rate',
        active: true,
        country: null,
        created: now,
        description: null,
        display_name,
        effective_percentage: percentage,
        flat_amount: null,
        inclusive,
        jurisdiction: null,
        jurisdiction_level: null,
        livemode: false,
        metadata: mergeMetadata({}, own),
        percentage,
        rate_type: 'percentage',
        state: null,
        tax_type: null,
        ...given(rest),
      })
    },
  ),
  route('GET', '/tax_rates/:id', {}, ({ store }, _params, { id = '' }) =>
    store.get('tax_rate', id),
  ),
  // What a rate takes stays as it is: invoices have been made by it.
  route(
    'POST',
    '/tax_rates/:id',
    { ...described, display_name: text.min(1).max(50).optional() },
    async ({ store, update }, { metadata: own, ...rest }, { id = '' }) => {
      const rate = await store.get('tax_rate', id)
      return update('tax_rate.updated', rate, {
        ...given(rest),
        metadata: mergeMetadata(rate.metadata, own),
      })
    },
  ),
  route(
    'GET',
    '/tax_rates',
    {
      ...pagination,
      active: bool.optional(),
      created: range.optional(),
      inclusive: bool.optional(),
    },
    ({ store }, { active, inclusive, ...page }) =>
      store.page('tax_rate', '/v1/tax_rates', page, given({ active, inclusive })),
  ),
]

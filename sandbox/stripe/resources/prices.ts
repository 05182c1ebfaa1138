import type { Stripe } from 'stripe'
import { z } from 'zod'
import type { Context } from '../context'
import { invalidRequest } from '../errors'
import { longId } from '../ids'
import { given, mergeMetadata } from '../merge'
import { wireDecimal } from '../objects'
import { bool, clearable, decimal, int, metadata, pagination, range, text } from '../params'
import { route } from '../route'
import { claimLookupKey } from './lookup-keys'
import { checkUsage, readTiers, tierParams } from './price-tiers'
import { buildProduct } from './products'

const recurring = z.strictObject({
  interval: z.enum(['day', 'month', 'week', 'year']),
  interval_count: int.optional(),
  trial_period_days: int.optional(),
  usage_type: z.enum(['licensed', 'metered']).optional(),
  meter: text.optional(),
})
const taxBehavior = z.enum(['exclusive', 'inclusive', 'unspecified'])

/** The parts of a price given in place: on a checkout line or a subscription item. */
export const priceData = {
  currency: text,
  product: text.optional(),
  product_data: z
    .strictObject({
      name: text.min(1),
      description: text.optional(),
      metadata: metadata.optional(),
      images: z.array(text).optional(),
      tax_code: text.optional(),
    })
    .optional(),
  recurring: recurring.optional(),
  tax_behavior: taxBehavior.optional(),
  transform_quantity: z.strictObject({ divide_by: int, round: z.enum(['down', 'up']) }).optional(),
  unit_amount: int.optional(),
  unit_amount_decimal: decimal.optional(),
}

const tiers = {
  billing_scheme: z.enum(['per_unit', 'tiered']).optional(),
  tiers: z.array(tierParams).min(1).optional(),
  tiers_mode: z.enum(['graduated', 'volume']).optional(),
}

/** Makes the price, and its product where `product_data` describes one. */
export async function createPrice(
  { store, now, create }: Context,
  params: z.infer<z.ZodObject<typeof priceData>>,
  more: Partial<Stripe.Price> = {},
): Promise<Stripe.Price> {
  const { product, product_data, recurring: repeats } = params
  const tiered = more.billing_scheme === 'tiered'
  const amount = params.unit_amount ?? params.unit_amount_decimal ?? (tiered ? 0 : undefined)
  await checkUsage(store, params)
  if (amount === undefined)
    throw invalidRequest('Missing required param: unit_amount.', {
      code: 'parameter_missing',
      param: 'unit_amount',
    })
  if (!product && !product_data)
    throw invalidRequest('Missing required param: product.', {
      code: 'parameter_missing',
      param: 'product',
    })
  if (amount < 0)
    throw invalidRequest('This value must be greater than or equal to 0.', { param: 'unit_amount' })
  const of = product
    ? await store.get('product', product, 'product')
    : await create(
        'product.created',
        buildProduct(now, product_data!.name, {
          ...given({
            description: product_data!.description,
            images: product_data!.images,
            tax_code: product_data!.tax_code,
          }),
          metadata: mergeMetadata({}, product_data!.metadata),
        }),
      )
  return create('price.created', {
    id: longId('price'),
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: now,
    currency: params.currency.toLowerCase(),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: of.id,
    recurring: repeats
      ? {
          interval: repeats.interval,
          interval_count: repeats.interval_count ?? 1,
          meter: repeats.meter ?? null,
          trial_period_days: repeats.trial_period_days ?? null,
          usage_type: repeats.usage_type ?? 'licensed',
        }
      : null,
    tax_behavior: params.tax_behavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: params.transform_quantity ?? null,
    type: repeats ? 'recurring' : 'one_time',
    unit_amount: Number.isInteger(amount) && !tiered ? amount : null,
    unit_amount_decimal: tiered ? null : wireDecimal(amount),
    ...more,
  })
}

export const priceRoutes = [
  route(
    'POST',
    '/prices',
    {
      ...priceData,
      ...tiers,
      active: bool.optional(),
      lookup_key: text.optional(),
      metadata: metadata.optional(),
      nickname: text.optional(),
      transfer_lookup_key: bool.optional(),
    },
    async (
      context,
      {
        active,
        billing_scheme,
        lookup_key,
        nickname,
        metadata,
        tiers: steps,
        tiers_mode,
        transfer_lookup_key,
        ...params
      },
    ) => {
      await claimLookupKey(context, lookup_key, transfer_lookup_key)
      const read = readTiers(billing_scheme, tiers_mode, steps)
      const price = await createPrice(context, params, {
        ...given({ active, billing_scheme, lookup_key, nickname, tiers_mode }),
        metadata: mergeMetadata({}, metadata),
      })
      if (read) await context.store.hide('price', price.id, { tiers: read })
      return price
    },
  ),
  route('GET', '/prices/:id', {}, ({ store }, _params, { id = '' }) => store.get('price', id)),
  route(
    'POST',
    '/prices/:id',
    {
      active: bool.optional(),
      lookup_key: clearable(text).optional(),
      metadata: metadata.optional(),
      nickname: clearable(text).optional(),
      tax_behavior: taxBehavior.optional(),
      transfer_lookup_key: bool.optional(),
    },
    async (context, { metadata, transfer_lookup_key, ...plain }, { id = '' }) => {
      const price = await context.store.get('price', id)
      await claimLookupKey(context, plain.lookup_key ?? undefined, transfer_lookup_key, id)
      return context.update('price.updated', price, {
        ...given(plain),
        metadata: mergeMetadata(price.metadata, metadata),
      })
    },
  ),
  route(
    'GET',
    '/prices',
    {
      ...pagination,
      active: bool.optional(),
      created: range.optional(),
      currency: text.optional(),
      lookup_keys: z.array(text).max(10).optional(),
      product: text.optional(),
      recurring: z
        .strictObject({
          interval: text.optional(),
          usage_type: text.optional(),
          meter: text.optional(),
        })
        .optional(),
      type: z.enum(['one_time', 'recurring']).optional(),
    },
    ({ store }, { active, currency, lookup_keys, product, recurring, type, ...page }) => {
      const match = given({ active, currency, product, recurring, type })
      const keys = lookup_keys?.map((lookup_key) => ({ ...match, lookup_key }))
      return store.page('price', '/v1/prices', page, keys ?? match)
    },
  ),
]

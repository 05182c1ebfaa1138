import type { Stripe } from 'stripe'
import { z } from 'zod'
import { invalidRequest } from '../errors'
import { shortId } from '../ids'
import { given, mergeMetadata } from '../merge'
import { bool, clearable, metadata, pagination, range, text } from '../params'
import { route } from '../route'

const fields = {
  active: bool.optional(),
  description: clearable(text).optional(),
  images: clearable(z.array(text)).optional(),
  marketing_features: clearable(z.array(z.strictObject({ name: text }))).optional(),
  metadata: metadata.optional(),
  shippable: bool.optional(),
  statement_descriptor: text.optional(),
  tax_code: clearable(text).optional(),
  unit_label: clearable(text).optional(),
  url: clearable(text).optional(),
}

export const buildProduct = (
  now: number,
  name: string,
  values: Partial<Stripe.Product> = {},
): Stripe.Product => ({
  id: shortId('prod'),
  object: 'product',
  active: true,
  created: now,
  default_price: null,
  description: null,
  images: [],
  livemode: false,
  marketing_features: [],
  metadata: {},
  name,
  package_dimensions: null,
  shippable: null,
  statement_descriptor: null,
  tax_code: null,
  tax_details: null,
  type: 'service',
  unit_label: null,
  updated: now,
  url: null,
  ...values,
})

function changesOf(
  before: Stripe.Metadata,
  { metadata, images, marketing_features, ...plain }: z.infer<z.ZodObject<typeof fields>>,
) {
  return given({
    ...plain,
    images: images === null ? [] : images,
    marketing_features: marketing_features === null ? [] : marketing_features,
    metadata: metadata === undefined ? undefined : mergeMetadata(before, metadata),
  })
}

export const productRoutes = [
  route(
    'POST',
    '/products',
    {
      ...fields,
      id: text.optional(),
      name: text.min(1),
      type: z.enum(['good', 'service']).optional(),
    },
    async ({ store, now, create }, { id, name, type, ...values }) => {
      if (id && (await store.find('product', id)))
        throw invalidRequest(`Product already exists.`, {
          code: 'resource_already_exists',
          param: 'id',
        })
      const product = buildProduct(now, name, { ...changesOf({}, values), ...given({ type }) })
      return create('product.created', id ? { ...product, id } : product)
    },
  ),
  route('GET', '/products/:id', {}, ({ store }, _params, { id = '' }) => store.get('product', id)),
  route(
    'POST',
    '/products/:id',
    { ...fields, name: text.min(1).optional(), default_price: clearable(text).optional() },
    async ({ store, now, update }, { default_price, name, ...values }, { id = '' }) => {
      const product = await store.get('product', id)
      if (default_price) await store.get('price', default_price, 'default_price')
      return update('product.updated', product, {
        ...changesOf(product.metadata, values),
        ...given({ default_price, name }),
        updated: now,
      })
    },
  ),
  route('DELETE', '/products/:id', {}, async ({ store, emit }, _params, { id = '' }) => {
    const product = await store.get('product', id)
    if ((await store.all('price', { product: id })).length > 0)
      throw invalidRequest(
        'This product cannot be deleted because it has one or more user-created prices.',
      )
    await store.remove(id)
    await emit('product.deleted', product)
    return { id, object: 'product', deleted: true } satisfies Stripe.DeletedProduct
  }),
  route(
    'GET',
    '/products',
    {
      ...pagination,
      created: range.optional(),
      active: bool.optional(),
      ids: z.array(text).optional(),
    },
    ({ store }, { active, ids, ...page }) =>
      store.page(
        'product',
        '/v1/products',
        page,
        ids ? ids.map((id) => given({ id, active })) : given({ active }),
      ),
  ),
]

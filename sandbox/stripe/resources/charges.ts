import { metadata, pagination, range, text } from '../params'
import { given, mergeMetadata } from '../merge'
import { route } from '../route'

export const chargeRoutes = [
  route('GET', '/charges/:id', {}, ({ store }, _params, { id = '' }) => store.get('charge', id)),
  route(
    'POST',
    '/charges/:id',
    { metadata: metadata.optional(), description: text.optional() },
    async ({ store, update }, params, { id = '' }) => {
      const charge = await store.get('charge', id)
      return update('charge.updated', charge, {
        ...given({ description: params.description }),
        metadata: mergeMetadata(charge.metadata, params.metadata),
      })
    },
  ),
  route(
    'GET',
    '/charges',
    {
      ...pagination,
      created: range.optional(),
      customer: text.optional(),
      payment_intent: text.optional(),
    },
    ({ store }, { customer, payment_intent, ...page }) =>
      store.page('charge', '/v1/charges', page, given({ customer, payment_intent })),
  ),
]

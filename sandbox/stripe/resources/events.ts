import { z } from 'zod'
import { bool, pagination, range, text } from '../params'
import { route } from '../route'

export const eventRoutes = [
  route('GET', '/events/:id', {}, ({ store }, _params, { id = '' }) => store.get('event', id)),
  route(
    'GET',
    '/events',
    {
      ...pagination,
      created: range.optional(),
      delivery_success: bool.optional(),
      type: text.optional(),
      types: z.array(text).max(20).optional(),
    },
    ({ store }, { delivery_success, type, types, ...page }) => {
      const names = types ?? (type === undefined ? [] : [type])
      const delivered = { pending_webhooks: 0 }
      const match = names.length > 0 ? names.map((name) => ({ type: name })) : {}
      const all = delivery_success ? [match].flat().map((one) => ({ ...one, ...delivered })) : match
      return store.page(
        'event',
        '/v1/events',
        page,
        all,
        delivery_success === false ? [delivered] : [],
      )
    },
  ),
]

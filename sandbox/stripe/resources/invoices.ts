import { z } from 'zod'
import { given, mergeMetadata } from '../merge'
import { listOf } from '../objects'
import { metadata, pagination, range, text } from '../params'
import { route } from '../route'

export const invoiceRoutes = [
  route('GET', '/invoices/:id', {}, ({ store }, _params, { id = '' }) => store.get('invoice', id)),
  route(
    'GET',
    '/invoices/:id/lines',
    pagination,
    async ({ store }, { limit = 10, starting_after }, { id = '' }) => {
      const { lines } = await store.get('invoice', id)
      const from = starting_after
        ? lines.data.findIndex((line) => line.id === starting_after) + 1
        : 0
      const data = lines.data.slice(from, from + limit)
      return listOf(`/v1/invoices/${id}/lines`, data, from + limit < lines.data.length)
    },
  ),
  route(
    'POST',
    '/invoices/:id',
    { metadata: metadata.optional(), description: text.optional() },
    async ({ store, update }, params, { id = '' }) => {
      const invoice = await store.get('invoice', id)
      return update('invoice.updated', invoice, {
        ...given({ description: params.description }),
        metadata: mergeMetadata(invoice.metadata, params.metadata),
      })
    },
  ),
  route(
    'GET',
    '/invoices',
    {
      ...pagination,
      collection_method: text.optional(),
      created: range.optional(),
      customer: text.optional(),
      status: z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']).optional(),
      subscription: text.optional(),
    },
    ({ store }, { collection_method, customer, status, subscription, ...page }) =>
      store.page(
        'invoice',
        '/v1/invoices',
        page,
        given({
          collection_method,
          customer,
          status,
          parent: subscription ? { subscription_details: { subscription } } : undefined,
        }),
      ),
  ),
  route(
    'GET',
    '/invoice_payments',
    {
      ...pagination,
      created: range.optional(),
      invoice: text.optional(),
      payment: z
        .strictObject({
          type: z.enum(['payment_intent', 'payment_record']),
          payment_intent: text.optional(),
          payment_record: text.optional(),
        })
        .optional(),
      status: text.optional(),
    },
    ({ store }, { invoice, payment, status, ...page }) =>
      store.page(
        'invoice_payment',
        '/v1/invoice_payments',
        page,
        given({ invoice, payment, status }),
      ),
  ),
  route('GET', '/invoice_payments/:id', {}, ({ store }, _params, { id = '' }) =>
    store.get('invoice_payment', id),
  ),
]

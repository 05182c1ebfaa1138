import { z } from 'zod'
import { defaultMethod, finalizeInvoice, markPaid, tryInvoice } from '../engine/collect'
import { followInvoice } from '../engine/follow'
import { voidInvoice } from '../engine/invoices'
import { declineFailure } from '../engine/payments'
import { invalidRequest } from '../errors'
import { given, mergeMetadata } from '../merge'
import { idOf, listOf } from '../objects'
import { bool, metadata, pagination, range, text } from '../params'
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
    'POST',
    '/invoices/:id/finalize',
    { auto_advance: bool.optional() },
    async (context, _params, { id = '' }) => {
      const invoice = await context.store.get('invoice', id)
      if (invoice.status !== 'draft')
        throw invalidRequest(
          "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
          {
            code: 'invoice_not_editable',
          },
        )
      return finalizeInvoice(context, invoice)
    },
  ),
  route('POST', '/invoices/:id/void', {}, async (context, _params, { id = '' }) => {
    const invoice = await context.store.get('invoice', id)
    if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
      throw invalidRequest(`You can only pass in open invoices. This invoice isn't open.`)
    return voidInvoice(context, invoice)
  }),
  route(
    'POST',
    '/invoices/:id/pay',
    {
      off_session: bool.optional(),
      paid_out_of_band: bool.optional(),
      payment_method: text.optional(),
    },
    async (context, params, { id = '' }) => {
      const { store } = context
      const invoice = await store.get('invoice', id)
      if (invoice.status === 'paid') throw invalidRequest('Invoice is already paid')
      if (invoice.status !== 'open')
        throw invalidRequest(`Invoices that are ${invoice.status} can't be paid.`)
      if (params.paid_out_of_band) {
        const paid = await markPaid(context, invoice)
        await followInvoice(context, paid)
        return paid
      }
      const reference = invoice.parent?.subscription_details?.subscription
      const subscription = reference ? await store.get('subscription', idOf(reference)) : undefined
      const method =
        params.payment_method ??
        (
          await defaultMethod(
            context,
            await store.get('customer', idOf(invoice.customer!)),
            subscription,
          )
        ).id
      const tried = await tryInvoice(context, invoice, method, { offSession: params.off_session })
      await followInvoice(context, tried.invoice)
      if (tried.intent.last_payment_error) throw declineFailure(tried.intent)
      return tried.invoice
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

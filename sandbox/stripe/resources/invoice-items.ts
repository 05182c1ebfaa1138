import type { Stripe } from 'stripe'
import { z } from 'zod'
import { buildInvoiceItem, lineOfItem } from '../engine/invoice-items'
import { replaceLines } from '../engine/replace-lines'
import { itemAmount } from '../engine/subscription-object'
import { invalidRequest } from '../errors'
import { given, mergeMetadata } from '../merge'
import { idOf } from '../objects'
import { bool, clearable, int, metadata, pagination, range, text } from '../params'
import { route } from '../route'
import { liveCustomer } from './customers'

const period = z.strictObject({ start: int, end: int })

function checkEditable(item: Stripe.InvoiceItem, invoice: Stripe.Invoice | undefined): void {
  if (item.invoice !== null && invoice?.status !== 'draft')
    throw invalidRequest('The invoice item is attached to an invoice that is no longer editable.', {
      code: 'invoice_not_editable',
    })
}

export const invoiceItemRoutes = [
  route(
    'POST',
    '/invoiceitems',
    {
      amount: int.optional(),
      currency: text.optional(),
      customer: text.optional(),
      description: text.optional(),
      discountable: bool.optional(),
      invoice: text.optional(),
      metadata: metadata.optional(),
      period: period.optional(),
      pricing: z.strictObject({ price: text.optional() }).optional(),
      quantity: int.optional(),
      subscription: text.optional(),
    },
    async (context, params) => {
      const { store, now } = context
      const invoice = params.invoice
        ? await store.get('invoice', params.invoice, 'invoice')
        : undefined
      if (invoice && invoice.status !== 'draft')
        throw invalidRequest(
          `Invoice ${invoice.id} is no longer editable. Only draft invoices can be changed.`,
          { code: 'invoice_not_editable', param: 'invoice' },
        )
      const customer = await liveCustomer(
        context,
        params.customer ?? (invoice ? idOf(invoice.customer!) : ''),
        'customer',
      )
      const price = params.pricing?.price
        ? await store.get('price', params.pricing.price, 'pricing[price]')
        : null
      const { quantity = 1 } = params
      if (!price && params.amount === undefined)
        throw invalidRequest('You must pass either `amount` or `pricing`.', {
          code: 'parameter_missing',
          param: 'amount',
        })
      const currency = price?.currency ?? params.currency
      if (!currency)
        throw invalidRequest('Missing required param: currency.', {
          code: 'parameter_missing',
          param: 'currency',
        })
      const product = price && (await store.get('product', idOf(price.product)))
      const item = await context.create(
        'invoiceitem.created',
        buildInvoiceItem(context, {
          amount: price ? itemAmount(price, quantity) : params.amount!,
          currency: currency.toLowerCase(),
          customer: customer.id,
          description: params.description ?? product?.name ?? '',
          invoice: invoice?.id,
          metadata: mergeMetadata({}, params.metadata),
          period: params.period ?? { start: now, end: now },
          price,
          quantity,
          subscription: params.subscription,
        }),
      )
      if (invoice)
        await context.update(
          'invoice.updated',
          invoice,
          replaceLines(invoice, [...invoice.lines.data], [await lineOfItem(context, item)]),
        )
      return item
    },
  ),
  route('GET', '/invoiceitems/:id', {}, ({ store }, _params, { id = '' }) =>
    store.get('invoiceitem', id),
  ),
  route(
    'POST',
    '/invoiceitems/:id',
    { description: clearable(text).optional(), metadata: metadata.optional() },
    async ({ store }, params, { id = '' }) => {
      const item = await store.get('invoiceitem', id)
      return store.put({
        ...item,
        ...given({ description: params.description }),
        metadata: mergeMetadata(item.metadata, params.metadata),
      })
    },
  ),
  route('DELETE', '/invoiceitems/:id', {}, async (context, _params, { id = '' }) => {
    const { store } = context
    const item = await store.get('invoiceitem', id)
    const invoice = item.invoice ? await store.get('invoice', idOf(item.invoice)) : undefined
    checkEditable(item, invoice)
    if (invoice) {
      const kept = invoice.lines.data.filter(
        ({ parent }) =>
          parent?.invoice_item_details?.invoice_item !== id &&
          parent?.subscription_item_details?.invoice_item !== id,
      )
      await context.update('invoice.updated', invoice, replaceLines(invoice, kept, []))
    }
    await store.remove(id)
    await context.emit('invoiceitem.deleted', item)
    return { id, object: 'invoiceitem', deleted: true } satisfies Stripe.DeletedInvoiceItem
  }),
  route(
    'GET',
    '/invoiceitems',
    {
      ...pagination,
      created: range.optional(),
      customer: text.optional(),
      invoice: text.optional(),
      pending: bool.optional(),
    },
    ({ store }, { customer, invoice, pending, ...page }) => {
      const match = { ...given({ customer, invoice }), ...(pending === true && { invoice: null }) }
      const unless = pending === false ? [{ invoice: null }] : []
      return store.page('invoiceitem', '/v1/invoiceitems', page, match, unless)
    },
  ),
]

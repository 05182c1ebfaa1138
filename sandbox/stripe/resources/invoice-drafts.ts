import type { Stripe } from 'stripe'
import { z } from 'zod'
import type { Context } from '../context'
import { finalizeInvoice } from '../engine/collect'
import { createDiscount, resolveDiscount } from '../engine/discounts'
import { buildInvoiceItem, lineOfItem, pendingLines } from '../engine/invoice-items'
import { replaceLines } from '../engine/replace-lines'
import { createInvoice } from '../engine/invoices'
import { itemAmount } from '../engine/subscription-object'
import { invalidRequest } from '../errors'
import { mergeMetadata } from '../merge'
import { idOf } from '../objects'
import { bool, int, metadata, text } from '../params'
import { route } from '../route'
import { liveCustomer } from './customers'
import { discountParams } from './subscription-params'

/** Stripe finalizes a draft that advances by itself about this long after it was made. */
const draftSeconds = 3_600

const createParams = {
  auto_advance: bool.optional(),
  collection_method: z.enum(['charge_automatically', 'send_invoice']).optional(),
  currency: text.optional(),
  customer: text,
  days_until_due: int.optional(),
  default_payment_method: text.optional(),
  description: text.optional(),
  discounts: discountParams.optional(),
  due_date: int.optional(),
  metadata: metadata.optional(),
  pending_invoice_items_behavior: z.enum(['exclude', 'include']).optional(),
  subscription: text.optional(),
}
type CreateParams = z.infer<z.ZodObject<typeof createParams>>

const lineParams = z.strictObject({
  amount: int.optional(),
  description: text.optional(),
  invoice_item: text.optional(),
  metadata: metadata.optional(),
  period: z.strictObject({ start: int, end: int }).optional(),
  pricing: z.strictObject({ price: text.optional() }).optional(),
  quantity: int.optional(),
})
type LineParams = z.infer<typeof lineParams>

function dueDateOf({ now }: Context, params: CreateParams): number | null {
  if (params.collection_method !== 'send_invoice') {
    if (params.days_until_due !== undefined)
      throw invalidRequest(
        "You can only specify 'days_until_due' if invoice collection method is 'send_invoice'.",
        { param: 'days_until_due' },
      )
    return null
  }
  return params.due_date ?? now + (params.days_until_due ?? 30) * 86_400
}

async function create(context: Context, params: CreateParams): Promise<Stripe.Invoice> {
  const { store, now } = context
  const customer = await liveCustomer(context, params.customer, 'customer')
  const subscription = params.subscription
    ? await store.get('subscription', params.subscription, 'subscription')
    : undefined
  // A subscription's own invoice is made to bill what waits; any other only when that is asked for.
  const takes = params.pending_invoice_items_behavior ?? (subscription ? 'include' : 'exclude')
  const lines =
    takes === 'include' ? await pendingLines(context, customer.id, params.subscription) : []
  if (subscription && lines.length === 0)
    throw invalidRequest('Nothing to invoice for subscription', {
      code: 'invoice_no_subscription_line_items',
      param: 'subscription',
    })
  const [wanted] = params.discounts ?? []
  const usable = wanted && (await resolveDiscount(context, wanted))
  const discount = usable && {
    coupon: usable.coupon,
    discount: await createDiscount(context, usable.coupon, {
      customer: customer.id,
      promotion_code: usable.promotionCode?.id ?? null,
    }),
  }
  return createInvoice(context, {
    customer,
    currency: params.currency?.toLowerCase() ?? customer.currency ?? 'usd',
    lines,
    billingReason: subscription ? 'subscription_update' : 'manual',
    subscription,
    discount,
    description: params.description,
    metadata: mergeMetadata({}, params.metadata),
    finalizesAt: params.auto_advance ? now + draftSeconds : undefined,
    values: {
      collection_method: params.collection_method ?? 'charge_automatically',
      default_payment_method: params.default_payment_method ?? null,
      due_date: dueDateOf(context, params),
    },
  })
}

async function readDraft({ store }: Context, id: string): Promise<Stripe.Invoice> {
  const invoice = await store.get('invoice', id)
  if (invoice.status !== 'draft')
    throw invalidRequest('Finalized invoices can’t be updated in this way.', {
      code: 'invoice_not_editable',
    })
  return invoice
}

/** A line made of an item that waits, or of a new one. */
async function itemFor(context: Context, invoice: Stripe.Invoice, params: LineParams) {
  const { store, now } = context
  if (params.invoice_item) {
    const item = await store.get('invoiceitem', params.invoice_item, 'lines[0][invoice_item]')
    return store.put({ ...item, invoice: invoice.id })
  }
  const id = params.pricing?.price
  const price = id ? await store.get('price', id, 'lines[0][pricing][price]') : null
  if (!price && params.amount === undefined)
    throw invalidRequest('You must pass either `amount` or `pricing`.', {
      code: 'parameter_missing',
      param: 'lines[0][amount]',
    })
  const product = price && (await store.get('product', idOf(price.product)))
  const { quantity = 1 } = params
  return context.create(
    'invoiceitem.created',
    buildInvoiceItem(context, {
      amount: price ? itemAmount(price, quantity) : params.amount!,
      currency: invoice.currency,
      customer: idOf(invoice.customer!),
      description: params.description ?? product?.name ?? '',
      invoice: invoice.id,
      metadata: mergeMetadata({}, params.metadata),
      period: params.period ?? { start: now, end: now },
      price,
      quantity,
    }),
  )
}

export const invoiceDraftRoutes = [
  route('POST', '/invoices', createParams, create),
  route(
    'POST',
    '/invoices/:id/add_lines',
    { invoice_metadata: metadata.optional(), lines: z.array(lineParams).min(1) },
    async (context, params, { id = '' }) => {
      const invoice = await readDraft(context, id)
      const added = []
      for (const line of params.lines)
        added.push(await lineOfItem(context, await itemFor(context, invoice, line)))
      return context.update('invoice.updated', invoice, {
        ...replaceLines(invoice, invoice.lines.data, added),
        metadata: mergeMetadata(invoice.metadata, params.invoice_metadata),
      })
    },
  ),
  route('POST', '/invoices/:id/send', {}, async (context, _params, { id = '' }) => {
    const found = await context.store.get('invoice', id)
    if (found.collection_method !== 'send_invoice')
      throw invalidRequest(
        'You can only manually send an invoice if its collection method is `send_invoice`.',
      )
    const invoice = found.status === 'draft' ? await finalizeInvoice(context, found) : found
    await context.emit('invoice.sent', invoice)
    return invoice
  }),
  route('DELETE', '/invoices/:id', {}, async (context, _params, { id = '' }) => {
    const invoice = await context.store.get('invoice', id)
    if (invoice.status !== 'draft' || invoice.parent)
      throw invalidRequest('You can only delete draft invoices that are not of a subscription.', {
        code: 'invoice_not_editable',
      })
    // What was to be billed waits for another invoice.
    for (const item of await context.store.all('invoiceitem', { invoice: id }))
      await context.store.put({ ...item, invoice: null })
    await context.store.remove(id)
    await context.emit('invoice.deleted', invoice)
    return { id, object: 'invoice', deleted: true } satisfies Stripe.DeletedInvoice
  }),
]

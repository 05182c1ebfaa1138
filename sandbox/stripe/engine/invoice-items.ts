import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { longId } from '../ids'
import { idOf, wireDecimal } from '../objects'
import type { Credited, LineInput } from './invoice-line'

const creditedItems = (
  credited: Credited | null,
): Stripe.InvoiceItem.ProrationDetails.CreditedItems | null =>
  credited === null
    ? null
    : credited.type === 'invoice_item'
      ? { type: 'invoice_item', invoice_item: credited.invoiceItem }
      : {
          type: 'invoice_line_items',
          invoice_line_item_details: {
            invoice: credited.invoice,
            invoice_line_items: credited.lines,
          },
        }

type ItemInput = Omit<LineInput, 'item' | 'invoiceItem'> & {
  customer: string
  currency: string
  subscription?: string
  subscriptionItem?: string
  invoice?: string
}

/** Something to be billed, waiting for an invoice. */
export function buildInvoiceItem(
  { now }: Pick<Context, 'now'>,
  input: ItemInput,
): Stripe.InvoiceItem {
  const { price, proration, subscription, subscriptionItem } = input
  return {
    id: longId('ii'),
    object: 'invoiceitem',
    amount: input.amount,
    currency: input.currency,
    customer: input.customer,
    customer_account: null,
    date: now,
    description: input.description,
    discountable: proration === undefined,
    discounts: proration?.discounts ?? [],
    invoice: input.invoice ?? null,
    livemode: false,
    metadata: input.metadata ?? {},
    net_amount: input.amount,
    parent: subscription
      ? {
          type: 'subscription_details',
          subscription_details: {
            subscription,
            ...(subscriptionItem && { subscription_item: subscriptionItem }),
          },
        }
      : null,
    period: input.period,
    pricing: price && {
      type: 'price_details',
      price_details: { price: price.id, product: idOf(price.product) },
      unit_amount_decimal: proration ? null : price.unit_amount_decimal,
    },
    proration: proration !== undefined,
    ...(proration && {
      proration_details: {
        credited_items: creditedItems(proration.credited),
        discount_amounts: proration.discounts.map((discount) => ({ amount: 0, discount })),
      },
    }),
    quantity: input.quantity,
    quantity_decimal: wireDecimal(input.quantity),
    tax_rates: [],
    test_clock: null,
  }
}

async function creditedOf({ store }: Context, item: Stripe.InvoiceItem): Promise<Credited | null> {
  const credited = item.proration_details?.credited_items
  if (!credited) return null
  const { invoice_line_item_details: lines, invoice_item } = credited
  if (lines)
    return { type: 'invoice_line_items', invoice: lines.invoice, lines: lines.invoice_line_items }
  // The credited item has come on an invoice since.
  const source = await store.find('invoiceitem', invoice_item!)
  if (!source?.invoice) return { type: 'invoice_item', invoiceItem: invoice_item! }
  const invoice = await store.get('invoice', idOf(source.invoice))
  const line = invoice.lines.data.find(
    (one) => one.parent?.subscription_item_details?.invoice_item === source.id,
  )
  return line ? { type: 'invoice_line_items', invoice: invoice.id, lines: [line.id] } : null
}

/** The line that an invoice item becomes. */
export async function lineOfItem(context: Context, item: Stripe.InvoiceItem): Promise<LineInput> {
  const details = item.parent?.subscription_details
  const price = item.pricing?.price_details?.price
  return {
    amount: item.amount,
    description: item.description ?? '',
    price: price ? await context.store.get('price', idOf(price)) : null,
    quantity: item.quantity,
    period: item.period,
    metadata: item.metadata ?? {},
    invoiceItem: item.id,
    ...(details?.subscription_item && {
      item: { id: details.subscription_item, subscription: details.subscription },
    }),
    ...(item.proration && {
      proration: {
        credited: await creditedOf(context, item),
        discounts: (item.discounts ?? []).map(idOf),
      },
    }),
  }
}

/** What waits for the next invoice: of this subscription, or of the customer where no subscription is named. */
export async function pendingItems(
  { store }: Context,
  customer: string,
  subscription?: string,
): Promise<Stripe.InvoiceItem[]> {
  const waiting = await store.all('invoiceitem', { customer, invoice: null })
  return waiting
    .filter((item) => {
      const of = item.parent?.subscription_details?.subscription
      // A subscription's invoice takes what is the customer's alone as well.
      return of === undefined || (subscription !== undefined && of === subscription)
    })
    .toReversed()
}

export async function pendingLines(
  context: Context,
  customer: string,
  subscription?: string,
): Promise<LineInput[]> {
  const lines = []
  for (const item of await pendingItems(context, customer, subscription))
    lines.push(await lineOfItem(context, item))
  return lines
}

export async function bindItems({ store }: Context, invoice: Stripe.Invoice): Promise<void> {
  for (const { parent } of invoice.lines.data) {
    const id =
      parent?.subscription_item_details?.invoice_item ?? parent?.invoice_item_details?.invoice_item
    const item = id ? await store.find('invoiceitem', id) : undefined
    if (item) await store.put({ ...item, invoice: invoice.id })
  }
}

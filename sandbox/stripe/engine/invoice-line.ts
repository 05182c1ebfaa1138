import type { Stripe } from 'stripe'
import { longId } from '../ids'
import { idOf, wireDecimal } from '../objects'

/** What a credit gives back: lines of an invoice, or an item that no invoice has had yet. */
export type Credited =
  | { type: 'invoice_line_items'; invoice: string; lines: string[] }
  | { type: 'invoice_item'; invoiceItem: string }

export type ProrationInput = {
  credited: Credited | null
  /** The discounts that are in the amount already. */
  discounts: string[]
}

export type LineInput = {
  amount: number
  description: string
  price: Stripe.Price | null
  quantity: number
  period: { start: number; end: number }
  metadata?: Stripe.Metadata
  item?: { id: string; subscription: string }
  proration?: ProrationInput
  /** The invoice item that the line is made of. */
  invoiceItem?: string
}

/** Only what stood on an invoice can be named here. */
const creditedItems = (credited: Credited | null | undefined) =>
  credited?.type === 'invoice_line_items'
    ? { invoice: credited.invoice, invoice_line_items: credited.lines }
    : null

function parentOf({ item, proration, invoiceItem }: LineInput): Stripe.InvoiceLineItem.Parent {
  const proration_details = { credited_items: creditedItems(proration?.credited) }
  if (item)
    return {
      type: 'subscription_item_details',
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: invoiceItem ?? null,
        proration: proration !== undefined,
        proration_details,
        subscription: item.subscription,
        subscription_item: item.id,
      },
    }
  return {
    type: 'invoice_item_details',
    subscription_item_details: null,
    invoice_item_details: {
      invoice_item: invoiceItem ?? longId('ii'),
      proration: false,
      proration_details,
      subscription: null,
    },
  }
}

export function buildLine(
  invoice: string,
  currency: string,
  line: LineInput,
  discounts: { id: string; amount: number }[],
): Stripe.InvoiceLineItem {
  const included = line.proration?.discounts.map((id) => ({ id, amount: 0 })) ?? []
  const all = [...discounts, ...included]
  return {
    id: longId('il'),
    object: 'line_item',
    amount: line.amount,
    currency,
    description: line.description,
    discount_amounts: all.map(({ id, amount }) => ({ amount, discount: id })),
    discountable: line.proration === undefined,
    discounts: all.map(({ id }) => id),
    invoice,
    livemode: false,
    metadata: line.metadata ?? {},
    parent: parentOf(line),
    period: line.period,
    pretax_credit_amounts: discounts.map(({ id, amount }) => ({
      amount,
      discount: id,
      type: 'discount',
    })),
    pricing: line.price && {
      type: 'price_details',
      price_details: { price: line.price.id, product: idOf(line.price.product) },
      unit_amount_decimal: line.proration ? null : line.price.unit_amount_decimal,
    },
    quantity: line.quantity,
    quantity_decimal: wireDecimal(line.quantity),
    subscription: line.item?.subscription ?? null,
    subtotal: line.amount,
    taxes: [],
  }
}

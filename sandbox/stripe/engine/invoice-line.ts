import type { Stripe } from 'stripe'
import { longId } from '../ids'
import { idOf, wireDecimal } from '../objects'

export type LineInput = {
  amount: number
  description: string
  price: Stripe.Price
  quantity: number
  period: { start: number; end: number }
  metadata?: Stripe.Metadata
  item?: { id: string; subscription: string }
}
export function buildLine(
  invoice: string,
  currency: string,
  line: LineInput,
  discounts: { id: string; amount: number }[],
): Stripe.InvoiceLineItem {
  return {
    id: longId('il'),
    object: 'line_item',
    amount: line.amount,
    currency,
    description: line.description,
    discount_amounts: discounts.map(({ id, amount }) => ({ amount, discount: id })),
    discountable: true,
    discounts: discounts.map(({ id }) => id),
    invoice,
    livemode: false,
    metadata: line.metadata ?? {},
    parent: line.item
      ? {
          type: 'subscription_item_details',
          invoice_item_details: null,
          subscription_item_details: {
            invoice_item: null,
            proration: false,
            proration_details: { credited_items: null },
            subscription: line.item.subscription,
            subscription_item: line.item.id,
          },
        }
      : {
          type: 'invoice_item_details',
          subscription_item_details: null,
          invoice_item_details: {
            invoice_item: longId('ii'),
            proration: false,
            proration_details: { credited_items: null },
            subscription: null,
          },
        },
    period: line.period,
    pretax_credit_amounts: discounts.map(({ id, amount }) => ({
      amount,
      discount: id,
      type: 'discount',
    })),
    pricing: {
      type: 'price_details',
      price_details: { price: line.price.id, product: idOf(line.price.product) },
      unit_amount_decimal: line.price.unit_amount_decimal,
    },
    quantity: line.quantity,
    quantity_decimal: wireDecimal(line.quantity),
    subscription: line.item?.subscription ?? null,
    subtotal: line.amount,
    taxes: [],
  }
}

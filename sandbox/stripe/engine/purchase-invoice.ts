import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { finalizeInvoice, markPaid } from './collect'
import { createDiscount } from './discounts'
import { createInvoice } from './invoices'
import { discountOfSession } from './sessions'

/** The invoice of a one-time purchase, for a session with `invoice_creation`. Paid from the start. */
export async function invoicePurchase(
  context: Context,
  session: Stripe.Checkout.Session,
  customer: Stripe.Customer,
  intent: Stripe.PaymentIntent | undefined,
): Promise<Stripe.Invoice> {
  const { store, now } = context
  const { lineItems } = await store.hidden('checkout.session', session.id)
  const usable = await discountOfSession(context, session)
  const data = session.invoice_creation?.invoice_data
  const draft = await createInvoice(context, {
    customer,
    currency: session.currency!,
    billingReason: 'manual',
    description: data?.description ?? null,
    metadata: data?.metadata ?? {},
    lines: lineItems.map((line) => ({
      amount: line.amount_subtotal,
      description: line.description ?? '',
      price: line.price!,
      quantity: line.quantity ?? 1,
      period: { start: now, end: now },
    })),
    ...(usable
      ? {
          discount: {
            coupon: usable.coupon,
            discount: await createDiscount(context, usable.coupon, {
              checkout_session: session.id,
              customer: customer.id,
              promotion_code: usable.promotionCode?.id ?? null,
            }),
          },
        }
      : {}),
  })
  return markPaid(context, await finalizeInvoice(context, draft, intent))
}

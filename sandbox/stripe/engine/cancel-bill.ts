import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { finalizeInvoice, markPaid } from './collect'
import { advanceDraft } from './renewal'
import { buildInvoiceItem, pendingLines } from './invoice-items'
import { createInvoice } from './invoices'
import { meteredLines } from './metered-lines'
import { prorate } from './proration'

type How = {
  /** Gives back the time that is left. */
  prorate?: boolean
  /** Bills at once what waits, instead of leaving it to the customer's next invoice. */
  invoiceNow?: boolean
}

/** The money side of a cancellation now. By default there is none. */
export async function billCancellation(
  context: Context,
  subscription: Stripe.Subscription,
  { prorate: givesBack = false, invoiceNow = false }: How,
): Promise<void> {
  const { store, now } = context
  const customer = await store.get('customer', idOf(subscription.customer))
  if (givesBack) {
    const changes = subscription.items.data.map((item) => ({ before: item }))
    for (const credit of await prorate(context, subscription, changes, now, {}))
      await context.create(
        'invoiceitem.created',
        buildInvoiceItem(context, {
          ...credit,
          customer: customer.id,
          currency: subscription.currency,
          subscription: subscription.id,
          subscriptionItem: credit.item.id,
        }),
      )
  }
  if (!invoiceNow) return
  const lines = [
    ...(await pendingLines(context, customer.id, subscription.id)),
    ...(await meteredLines(context, subscription)),
  ]
  if (lines.length === 0) return
  const draft = await createInvoice(context, {
    customer,
    currency: subscription.currency,
    lines,
    billingReason: 'subscription_update',
    subscription,
    ...(givesBack && { prorationDate: now }),
  })
  await store.put({ ...subscription, latest_invoice: draft.id })
  if (draft.amount_due === 0) await markPaid(context, await finalizeInvoice(context, draft))
  else await advanceDraft(context, draft)
}

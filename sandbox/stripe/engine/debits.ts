import type { Stripe } from 'stripe'
import type { Context } from '../context'
import type { Credited } from './invoice-line'

/** What was billed for an item's running period, and can be given back in part. */
export type Debit = {
  /** What the customer was asked for, discounts taken off; in the currency's minor unit. */
  net: number
  period: { start: number; end: number }
  discounts: string[]
  credited: Credited
}

type Found = Debit & { item: string; key: string; at: number }

const key = (credited: Credited) =>
  credited.type === 'invoice_item' ? credited.invoiceItem : credited.lines.join()

async function fromInvoices({ store }: Context, subscription: Stripe.Subscription) {
  const invoices = await store.all('invoice', {
    parent: { subscription_details: { subscription: subscription.id } },
  })
  // The invoice of an update that is not in force has debited nothing yet.
  const held = subscription.pending_update ? subscription.latest_invoice : null
  const lines = invoices
    .filter((invoice) => invoice.status !== 'void' && invoice.id !== held)
    .flatMap((invoice) => invoice.lines.data.map((line) => ({ invoice, line })))
  const spent = lines.flatMap(
    ({ line }) =>
      line.parent?.subscription_item_details?.proration_details?.credited_items
        ?.invoice_line_items ?? [],
  )
  const debits = lines.flatMap(({ invoice, line }): Found[] => {
    const details = line.parent?.subscription_item_details
    if (!details || line.amount <= 0) return []
    const off = (line.discount_amounts ?? []).reduce((sum, one) => sum + one.amount, 0)
    const credited: Credited = {
      type: 'invoice_line_items',
      invoice: invoice.id,
      lines: [line.id],
    }
    return [
      {
        net: line.amount - off,
        period: line.period,
        discounts: line.discounts as string[],
        credited,
        item: details.subscription_item,
        key: key(credited),
        at: invoice.created,
      },
    ]
  })
  return { debits, spent }
}

async function fromPending({ store }: Context, subscription: string) {
  const items = await store.all('invoiceitem', {
    invoice: null,
    parent: { subscription_details: { subscription } },
  })
  const spent = items.flatMap((item) => {
    const credited = item.proration_details?.credited_items
    return credited?.invoice_item
      ? [credited.invoice_item]
      : (credited?.invoice_line_item_details?.invoice_line_items ?? [])
  })
  const debits = items.flatMap((item): Found[] => {
    const of = item.parent?.subscription_details?.subscription_item
    if (!of || item.amount <= 0) return []
    const credited: Credited = { type: 'invoice_item', invoiceItem: item.id }
    return [
      {
        net: item.amount,
        period: item.period,
        discounts: item.discounts as string[],
        credited,
        item: of,
        key: item.id,
        at: item.date,
      },
    ]
  })
  return { debits, spent }
}

/**
 * In flexible billing mode a credit comes from what was debited, whatever price and discounts are now:
 * https://docs.stripe.com/billing/subscriptions/billing-mode. Each debit is given back once; by item id.
 */
export async function debitsOf(
  context: Context,
  subscription: Stripe.Subscription,
  items: Stripe.SubscriptionItem[],
): Promise<Map<string, Debit>> {
  const invoiced = await fromInvoices(context, subscription)
  const pending = await fromPending(context, subscription.id)
  const spent = new Set([...invoiced.spent, ...pending.spent])
  const latest = new Map<string, Debit>()
  // What waits is younger than what was billed in the same second.
  const all = [...pending.debits, ...invoiced.debits].filter((one) => !spent.has(one.key))
  for (const item of items) {
    const [debit] = all
      .filter((one) => one.item === item.id && one.period.end === item.current_period_end)
      .toSorted((a, b) => b.period.start - a.period.start || b.at - a.at)
    if (debit) latest.set(item.id, debit)
  }
  return latest
}

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { buildInvoice, type InvoiceInput } from './invoice-object'
import { isMetered, meteredLines } from './metered-lines'

/** Remembers what a renewal's draft was made of, where there is usage on it. */
export async function keepCycle(
  { store }: Context,
  draft: Stripe.Invoice,
  input: InvoiceInput,
): Promise<void> {
  if (input.lines.some(({ price }) => price && isMetered(price)))
    await store.hide('invoice', draft.id, { cycle: input })
}

/** Usage of the past period may be told of until the draft is finalized: it counts. */
export async function refreshUsage(
  context: Context,
  draft: Stripe.Invoice,
): Promise<Stripe.Invoice> {
  const { cycle } = await context.store.hidden('invoice', draft.id)
  if (!cycle?.subscription) return draft
  const used = cycle.lines.filter(({ price }) => price && isMetered(price))
  const rest = cycle.lines.filter((line) => !used.includes(line))
  const customer = await context.store.get('customer', idOf(draft.customer!))
  const { period } = used[0]!
  const fresh = buildInvoice(
    { now: draft.created },
    {
      ...cycle,
      id: draft.id,
      customer,
      lines: [...rest, ...(await meteredLines(context, cycle.subscription, period))],
    },
  )
  if (fresh.total === draft.total) return draft
  return context.update('invoice.updated', draft, {
    amount_due: fresh.amount_due,
    amount_remaining: fresh.amount_remaining,
    lines: fresh.lines,
    starting_balance: fresh.starting_balance,
    subtotal: fresh.subtotal,
    subtotal_excluding_tax: fresh.subtotal_excluding_tax,
    total: fresh.total,
    total_discount_amounts: fresh.total_discount_amounts,
    total_excluding_tax: fresh.total_excluding_tax,
    total_pretax_credit_amounts: fresh.total_pretax_credit_amounts,
    total_taxes: fresh.total_taxes,
  })
}

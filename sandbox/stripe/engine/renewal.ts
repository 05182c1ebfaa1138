import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { invalidRequest } from '../errors'
import { idOf } from '../objects'
import { cancelSubscription } from './cancel'
import { finalizeInvoice, markPaid } from './collect'
import { followInvoice } from './follow'
import { pendingLines } from './invoice-items'
import type { InvoiceInput } from './invoice-object'
import { createInvoice } from './invoices'
import { keepCycle, refreshUsage } from './metered-drafts'
import { meteredLines } from './metered-lines'
import { nextPeriodEnd } from './periods'
import { collectByItself } from './retries'
import { turnPhase } from './schedules'
import { discountAt, discountsAfter } from './subscription-discount'
import { linesOf } from './subscription-object'
import type { Started } from './subscriptions'
import { endTrialUnpaid } from './trials'

/** Stripe leaves the draft of a renewal open to changes for about this long. */
const draftSeconds = 3_600

/**
 * The turn of a period: the new one begins with the draft of its invoice. Where an end was asked for by then, the
 * subscription ends instead, and nothing is answered.
 */
export async function turnPeriod(context: Context, id: string): Promise<Started | undefined> {
  const { store, now } = context
  const found = await store.get('subscription', id)
  const before = await turnPhase(context, found, found.items.data[0]!.current_period_end)
  const [item] = before.items.data
  if (!item || before.status === 'canceled' || before.status.startsWith('incomplete'))
    throw invalidRequest(`A subscription that is ${before.status} does not renew.`)
  const start = item.current_period_end
  if (before.cancel_at_period_end || (before.cancel_at !== null && before.cancel_at <= start)) {
    await cancelSubscription(context, before)
    return undefined
  }
  const end = nextPeriodEnd(before.billing_cycle_anchor, item.price.recurring!, start)
  const items = before.items.data.map((one) => ({
    ...one,
    current_period_start: start,
    current_period_end: end,
  }))
  const status = before.status === 'trialing' ? 'active' : before.status
  const renewed = { ...before, status, items: { ...before.items, data: items } }
  if (await endTrialUnpaid(context, before)) return undefined
  const customer = await store.get('customer', idOf(before.customer))
  const discount = await discountAt(context, before, now)
  const input: InvoiceInput = {
    customer,
    currency: before.currency,
    lines: [
      ...(await pendingLines(context, customer.id, before.id)),
      ...(await linesOf(context, renewed)),
      ...(await meteredLines(context, before)),
    ],
    billingReason: 'subscription_cycle',
    subscription: renewed,
    discount,
    // Who has stopped paying is billed, but the draft waits for somebody to decide.
    finalizesAt: before.status === 'unpaid' ? undefined : now + draftSeconds,
  }
  const invoice = await createInvoice(context, input)
  await keepCycle(context, invoice, input)
  const subscription = await context.update('customer.subscription.updated', before, {
    items: renewed.items,
    status,
    discounts: discountsAfter(before, discount),
    latest_invoice: invoice.id,
  })
  return { subscription, invoice }
}

/** Makes a draft owed and tries to have it paid, by the card that stands for it. */
export async function advanceDraft(
  context: Context,
  draft: Stripe.Invoice,
): Promise<Stripe.Invoice> {
  const open = await finalizeInvoice(context, await refreshUsage(context, draft))
  if (open.status === 'draft') return open
  const settle = open.amount_due === 0 ? markPaid(context, open) : collectByItself(context, open)
  const invoice = await settle
  await followInvoice(context, invoice)
  return invoice
}

/** A whole renewal at once, without the hour between draft and payment. */
export async function renewSubscription(
  context: Context,
  id: string,
): Promise<Started | undefined> {
  const turned = await turnPeriod(context, id)
  if (!turned) return undefined
  const invoice = await advanceDraft(context, turned.invoice)
  return { subscription: await context.store.get('subscription', id), invoice }
}

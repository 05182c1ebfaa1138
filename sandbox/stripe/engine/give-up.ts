import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { cancelIntent } from './cancel-intent'
import { intentOfInvoice } from './collect'
import { followInvoice } from './follow'

/** Nothing more is expected; it can still be paid. */
export async function markUncollectible(
  context: Context,
  invoice: Stripe.Invoice,
): Promise<Stripe.Invoice> {
  const given = await context.update('invoice.updated', invoice, {
    status: 'uncollectible',
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: {
      ...invoice.status_transitions,
      marked_uncollectible_at: context.now,
    },
  })
  await context.emit('invoice.marked_uncollectible', given)
  await followInvoice(context, given)
  return given
}

/** The money came another way: no payment succeeded here, and none can any more. */
export async function markPaidOutOfBand(
  context: Context,
  invoice: Stripe.Invoice,
): Promise<Stripe.Invoice> {
  const { store, now } = context
  for (const payment of await store.all('invoice_payment', { invoice: invoice.id }))
    await store.put({
      ...payment,
      status: 'canceled',
      status_transitions: { canceled_at: now, paid_at: null },
    })
  const intent = await intentOfInvoice(context, invoice)
  if (intent && intent.status !== 'canceled') await cancelIntent(context, intent, 'automatic')
  const paid = await context.update('invoice.updated', invoice, {
    status: 'paid',
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    attempted: true,
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: now },
  })
  await context.emit('invoice.paid', paid)
  await followInvoice(context, paid)
  return paid
}

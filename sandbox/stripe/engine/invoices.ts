import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { returnBalance } from './balance'
import { cancelIntent } from './cancel-intent'
import { bindItems } from './invoice-items'
import { buildInvoice, type InvoiceInput } from './invoice-object'

/** A draft. Nobody owes anything before it is finalized. The pending items among its lines are on it from now on. */
export async function createInvoice(
  context: Context,
  input: InvoiceInput,
): Promise<Stripe.Invoice> {
  const invoice = await context.create('invoice.created', buildInvoice(context, input))
  await bindItems(context, invoice)
  return invoice
}

/** Nobody can pay it any more: not in another tab, not by a challenge still open. */
async function endPayments(context: Context, invoice: Stripe.Invoice): Promise<void> {
  const { store, now } = context
  for (const payment of await store.all('invoice_payment', { invoice: invoice.id })) {
    const id = payment.payment.payment_intent
    const intent = id ? await store.get('payment_intent', idOf(id)) : undefined
    if (!intent || intent.status === 'succeeded' || intent.status === 'canceled') continue
    await cancelIntent(context, intent, 'void_invoice')
    await store.put<Stripe.InvoicePayment>({
      ...payment,
      status: 'canceled',
      status_transitions: { ...payment.status_transitions, canceled_at: now },
    })
  }
}

/** The end of a finalized invoice that is not to be paid. Credit it had used goes back to the customer. */
export async function voidInvoice(
  context: Context,
  invoice: Stripe.Invoice,
): Promise<Stripe.Invoice> {
  const voided: Stripe.Invoice = {
    ...invoice,
    status: 'void',
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, voided_at: context.now },
  }
  await context.store.put(voided)
  await returnBalance(context, invoice)
  await endPayments(context, invoice)
  await context.emit('invoice.voided', voided)
  return voided
}

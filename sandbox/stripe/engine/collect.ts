import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { invalidRequest } from '../errors'
import { idOf } from '../objects'
import { settleBalance } from './balance'
import { descriptionOf, failFinalization, lacksTaxLocation, linkPayment } from './finalization'
import { readMethod } from './methods'
import { attemptPayment, createIntent } from './payments'
import { nextAttempt } from './retry-policy'

/**
 * Gives a draft its number and makes it owed. What is owed hangs on a payment intent: a new one, or the one that
 * Checkout has used already. Where it cannot, the draft comes back with its `last_finalization_error`.
 */
export async function finalizeInvoice(
  context: Context,
  draft: Stripe.Invoice,
  paidBy?: Stripe.PaymentIntent,
): Promise<Stripe.Invoice> {
  const { store, now, origin } = context
  const customer = await store.get('customer', idOf(draft.customer!))
  if (lacksTaxLocation(draft, customer)) return failFinalization(context, draft)
  const sequence = customer.next_invoice_sequence ?? 1
  await store.put({ ...customer, next_invoice_sequence: sequence + 1, currency: draft.currency })
  const url = `${origin}/pay/i/${draft.id}`
  const open: Stripe.Invoice = {
    ...draft,
    status: 'open',
    number: `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`,
    auto_advance: draft.parent ? true : draft.auto_advance,
    automatic_tax: {
      ...draft.automatic_tax,
      status: draft.automatic_tax.enabled ? 'complete' : null,
    },
    automatically_finalizes_at: null,
    effective_at: now,
    // Checkout has taken the whole price already.
    ...(paidBy ? { starting_balance: 0, ending_balance: 0 } : await settleBalance(context, draft)),
    hosted_invoice_url: url,
    last_finalization_error: null,
    invoice_pdf: `${url}?print`,
    status_transitions: { ...draft.status_transitions, finalized_at: now },
  }
  await store.put(open)
  await context.emit('invoice.finalized', open)
  if (open.amount_due > 0) {
    const intent =
      paidBy ??
      (await createIntent(
        context,
        {
          amount: open.amount_due,
          currency: open.currency,
          customer: customer.id,
          description: descriptionOf(open),
          setup_future_usage: open.parent ? 'off_session' : null,
        },
        { invoice: open.id },
      ))
    await linkPayment(context, open, intent)
  }
  return open
}

/** The payment that stands for what the invoice owes. */
export async function intentOfInvoice(
  { store }: Context,
  invoice: Stripe.Invoice,
): Promise<Stripe.PaymentIntent | undefined> {
  const [payment] = await store.all('invoice_payment', { invoice: invoice.id })
  const intent = payment?.payment.payment_intent
  return intent ? store.get('payment_intent', idOf(intent)) : undefined
}

export async function markPaid(
  context: Context,
  invoice: Stripe.Invoice,
  automatic = false,
): Promise<Stripe.Invoice> {
  const { store, now } = context
  const counts = invoice.amount_due > 0 && (automatic || invoice.attempt_count === 0)
  const paid: Stripe.Invoice = {
    ...invoice,
    status: 'paid',
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    attempt_count: invoice.attempt_count + (counts ? 1 : 0),
    attempted: true,
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: now },
  }
  await context.update('invoice.updated', invoice, paid)
  for (const payment of await store.all('invoice_payment', { invoice: invoice.id })) {
    const done = {
      ...payment,
      amount_paid: invoice.amount_due,
      status: 'paid',
      status_transitions: { canceled_at: null, paid_at: now },
    }
    await store.put(done)
    await context.emit('invoice_payment.paid', done)
  }
  await context.emit('invoice.paid', paid)
  await context.emit('invoice.payment_succeeded', paid)
  return paid
}

/**
 * Writes down how an attempt that did not bring the money ended. Somebody's own attempt after the first is none of the
 * retry schedule's: it is not counted.
 */
export async function markUnpaid(
  context: Context,
  invoice: Stripe.Invoice,
  intent: Stripe.PaymentIntent,
  automatic = false,
): Promise<Stripe.Invoice> {
  // A debit is under way.
  if (intent.status === 'processing') return invoice
  // A question to the customer is no failed attempt.
  if (intent.status === 'requires_action') {
    await context.emit('invoice.payment_action_required', invoice)
    return invoice
  }
  const counts = automatic || invoice.attempt_count === 0
  const attempts = invoice.attempt_count + 1
  const failed = await context.update('invoice.updated', invoice, {
    attempted: true,
    ...(counts
      ? {
          attempt_count: attempts,
          next_payment_attempt: await nextAttempt(context, invoice, attempts),
        }
      : {}),
  })
  await context.emit('invoice.payment_failed', failed)
  if (intent.last_payment_error?.code === 'authentication_required')
    await context.emit('invoice.payment_action_required', failed)
  return failed
}

/** The payment method Stripe would charge: the subscription's, then the customer's. */
export async function defaultMethod(
  { store }: Context,
  customer: Stripe.Customer,
  subscription?: Stripe.Subscription,
): Promise<Stripe.PaymentMethod> {
  const id =
    subscription?.default_payment_method ??
    customer.invoice_settings.default_payment_method ??
    customer.default_source
  if (!id)
    throw invalidRequest(
      'This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
      { code: 'resource_missing' },
    )
  return store.get('payment_method', idOf(id))
}

/** One attempt at an open invoice. */
export async function tryInvoice(
  context: Context,
  invoice: Stripe.Invoice,
  method: string,
  { automatic, ...attempt }: Parameters<typeof attemptPayment>[3] & { automatic?: boolean },
): Promise<{ invoice: Stripe.Invoice; intent: Stripe.PaymentIntent }> {
  const intent = await intentOfInvoice(context, invoice)
  if (!intent) throw new Error(`Invoice ${invoice.id} owes money without a payment intent.`)
  const result = await attemptPayment(context, intent, await readMethod(context, method), attempt)
  return result.status === 'succeeded'
    ? { invoice: await markPaid(context, invoice, automatic), intent: result }
    : { invoice: await markUnpaid(context, invoice, result, automatic), intent: result }
}

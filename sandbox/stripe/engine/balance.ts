import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { longId } from '../ids'
import { idOf } from '../objects'

/**
 * What is owed once the customer's balance is taken into account. A negative balance is credit, a positive one is
 * owed with the next invoice; in the currency's minor unit.
 */
export function applyBalance(total: number, starting: number): { due: number; ending: number } {
  const sum = total + starting
  return { due: Math.max(sum, 0), ending: Math.min(sum, 0) }
}

export async function moveBalance(
  context: Context,
  customer: Stripe.Customer,
  values: Pick<Stripe.CustomerBalanceTransaction, 'amount' | 'currency' | 'type'> &
    Partial<Stripe.CustomerBalanceTransaction>,
): Promise<Stripe.CustomerBalanceTransaction> {
  const ending = customer.balance + values.amount
  await context.update('customer.updated', customer, { balance: ending, currency: values.currency })
  return context.store.put<Stripe.CustomerBalanceTransaction>({
    id: longId('cbtxn'),
    object: 'customer_balance_transaction',
    checkout_session: null,
    created: context.now,
    credit_note: null,
    customer: customer.id,
    customer_account: null,
    description: null,
    ending_balance: ending,
    invoice: null,
    livemode: false,
    metadata: {},
    ...values,
  })
}

type Settled = Pick<
  Stripe.Invoice,
  'amount_due' | 'amount_remaining' | 'ending_balance' | 'starting_balance'
>

/** Uses the credit there is, or keeps what the invoice gives back. To be called when the invoice is finalized. */
export async function settleBalance(context: Context, draft: Stripe.Invoice): Promise<Settled> {
  const customer = await context.store.get('customer', idOf(draft.customer!))
  const { due, ending } = applyBalance(draft.total, customer.balance)
  if (ending !== customer.balance)
    await moveBalance(context, customer, {
      amount: ending - customer.balance,
      currency: draft.currency,
      invoice: draft.id,
      type: draft.total < 0 ? 'invoice_too_small' : 'applied_to_invoice',
    })
  return {
    amount_due: due,
    amount_remaining: due,
    ending_balance: ending,
    starting_balance: customer.balance,
  }
}

/** A finalized invoice that is void gives back the credit it had used. */
export async function returnBalance(context: Context, invoice: Stripe.Invoice): Promise<void> {
  if (invoice.ending_balance === null) return
  const used = invoice.ending_balance - invoice.starting_balance
  if (used === 0) return
  const customer = await context.store.get('customer', idOf(invoice.customer!))
  await moveBalance(context, customer, {
    amount: -used,
    currency: invoice.currency,
    invoice: invoice.id,
    type: 'unapplied_from_invoice',
  })
}

import type { Stripe } from 'stripe'
import { accountByNumber, type TestAccount } from '../bank-accounts'
import type { Context } from '../context'
import { idOf } from '../objects'
import { receive } from './charges'
import { failDebitedSession, payDebitedSession } from './checkout-debits'
import { markPaid, markUnpaid } from './collect'
import { openDispute } from './disputes'
import { followInvoice } from './follow'
import { failPayment, succeedPayment } from './payment-outcomes'
import type { DueSource } from './timeline'

/** A debit takes up to four business days. */
const debitSeconds = 4 * 86_400

const accountOf = async ({ store }: Context, method: string): Promise<TestAccount> =>
  accountByNumber((await store.hidden('payment_method', method)).number)

async function conclude(
  context: Context,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  { failure, dispute }: TestAccount,
): Promise<Stripe.PaymentIntent> {
  const { store } = context
  const charge = await store.get('charge', idOf(intent.latest_charge!))
  if (failure) {
    const failed = await store.put<Stripe.Charge>({
      ...charge,
      status: 'failed',
      failure_code: failure.code,
      failure_message: failure.message,
    })
    return failPayment(context, intent, method, failure, failed)
  }
  const received = await receive(context, charge.id, intent, 'payment')
  const paid = await store.put<Stripe.Charge>({
    ...charge,
    amount_captured: charge.amount,
    balance_transaction: received.id,
    captured: true,
    paid: true,
    receipt_url: `${context.origin}/pay/r/${charge.id}`,
    status: 'succeeded',
  })
  const succeeded = await succeedPayment(context, intent, method, paid)
  if (dispute) await openDispute(context, paid, { reason: 'debit_not_authorized' })
  return succeeded
}

/** The bank's answer to a debit, and what waited for it. */
export async function settleDebit(context: Context, id: string): Promise<Stripe.PaymentIntent> {
  const { store } = context
  const intent = await store.get('payment_intent', id)
  const method = await store.get('payment_method', idOf(intent.payment_method!))
  const hidden = await store.hidden('payment_intent', id)
  const settled = await conclude(context, intent, method, await accountOf(context, method.id))
  const paid = settled.status === 'succeeded'
  if (hidden.session) {
    const session = await store.get('checkout.session', hidden.session)
    if (paid) await payDebitedSession(context, session, settled)
    else await failDebitedSession(context, session)
  }
  if (hidden.invoice) {
    const owed = await store.get('invoice', hidden.invoice)
    const settle = paid ? markPaid(context, owed, true) : markUnpaid(context, owed, settled, true)
    await followInvoice(context, await settle)
  }
  return settled
}

export const dueDebits: DueSource = async (context, until) => {
  const due = []
  for (const { id, latest_charge, payment_method } of await context.store.all('payment_intent', {
    status: 'processing',
  })) {
    const { created } = await context.store.get('charge', idOf(latest_charge!))
    const at = created + debitSeconds
    if (at > until || (await accountOf(context, idOf(payment_method!))).hangs) continue
    due.push({ at, id, run: async (then: Context) => void (await settleDebit(then, id)) })
  }
  return due
}

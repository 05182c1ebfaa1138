import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { concludeAttempt, type Submission } from './checkout'
import { markPaid, markUnpaid } from './collect'
import { followInvoice } from './follow'
import { attemptPayment } from './payments'
import { confirmSetup } from './setup'

export type Authenticated = {
  intent: Stripe.PaymentIntent
  session?: { id: string; submission: Submission }
  invoice?: Stripe.Invoice
}

/** The customer answered the bank's challenge; what waits for that payment goes on. */
export async function answerChallenge(
  context: Context,
  intentId: string,
  authentication: 'passed' | 'failed',
): Promise<Authenticated> {
  const { store } = context
  const waiting = await store.get('payment_intent', intentId)
  const hidden = await store.hidden('payment_intent', intentId)
  // Answered twice: the first answer stands.
  if (waiting.status !== 'requires_action') return { intent: waiting }
  const method = await store.get('payment_method', idOf(waiting.payment_method!))
  const intent = await attemptPayment(context, waiting, method, { authentication })
  if (hidden.session) {
    const session = await store.get('checkout.session', hidden.session)
    const submission = await concludeAttempt(context, session, intent)
    return { intent, session: { id: session.id, submission } }
  }
  if (hidden.invoice) {
    const owed = await store.get('invoice', hidden.invoice)
    const invoice =
      intent.status === 'succeeded'
        ? await markPaid(context, owed)
        : await markUnpaid(context, owed, intent)
    await followInvoice(context, invoice)
    return { intent, invoice }
  }
  return { intent }
}

/** The same for a card that is only to be kept. */
export async function answerSetupChallenge(
  context: Context,
  intentId: string,
  authentication: 'passed' | 'failed',
): Promise<Stripe.SetupIntent> {
  const waiting = await context.store.get('setup_intent', intentId)
  if (waiting.status !== 'requires_action') return waiting
  const method = await context.store.get('payment_method', idOf(waiting.payment_method!))
  return confirmSetup(context, waiting, method, authentication)
}

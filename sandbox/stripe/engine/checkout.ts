import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { StripeFailure } from '../errors'
import { idOf } from '../objects'
import { buildCustomer } from './customers'
import { attachMethod, type BillingDetails } from './methods'
import { attemptPayment, createIntent } from './payments'
import { invoicePurchase } from './purchase-invoice'
import { confirmSetup } from './setup'
import { discountOfSession } from './sessions'
import { startSubscription } from './subscriptions'

type Session = Stripe.Checkout.Session

/** Who pays: the session's customer, or a new one where a customer is needed. Null for a guest. */
async function customerOf(
  context: Context,
  session: Session,
  billing: BillingDetails,
): Promise<Stripe.Customer | null> {
  const { store } = context
  if (session.customer) {
    const customer = await store.get('customer', idOf(session.customer))
    return context.update('customer.updated', customer, {
      address: billing.address ?? customer.address,
      name: customer.name ?? billing.name ?? null,
      email: customer.email ?? billing.email ?? null,
    })
  }
  if (session.mode !== 'subscription' && session.customer_creation !== 'always') return null
  const { address = null, email = null, name = null } = billing
  return context.create('customer.created', buildCustomer(context, { address, email, name }))
}

/** The payment intent of this session's attempts: one, however often the customer tries. */
async function intentOf(
  context: Context,
  session: Session,
  customer: Stripe.Customer | null,
): Promise<Stripe.PaymentIntent> {
  const { store } = context
  const hidden = await store.hidden('checkout.session', session.id)
  const terms = { amount: session.amount_total!, currency: session.currency! }
  if (hidden.paymentIntent) {
    const known = await store.get('payment_intent', hidden.paymentIntent)
    return store.put({ ...known, ...terms, customer: customer?.id ?? null })
  }
  const recurring = session.mode === 'subscription'
  const intent = await createIntent(
    context,
    {
      ...terms,
      customer: customer?.id ?? null,
      description: recurring ? 'Subscription creation' : (hidden.description ?? null),
      metadata: hidden.metadata,
      shipping: hidden.shipping ?? null,
      setup_future_usage: recurring ? 'off_session' : (hidden.setupFutureUsage ?? null),
    },
    { session: session.id },
  )
  await store.hide('checkout.session', session.id, { ...hidden, paymentIntent: intent.id })
  return intent
}

async function remember(
  context: Context,
  session: Session,
  customer: Stripe.Customer | null,
  billing: BillingDetails,
): Promise<Session> {
  const { address = null, email = null, name = null } = billing
  return context.store.put<Session>({
    ...session,
    customer: customer?.id ?? session.customer,
    customer_details: {
      address,
      business_name: null,
      email,
      individual_name: null,
      name,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
  })
}

function paymentStatus(
  { amount_total }: Session,
  intent: Stripe.PaymentIntent | undefined,
): Stripe.Checkout.Session.PaymentStatus {
  if (intent?.status === 'processing') return 'unpaid'
  return amount_total === 0 && !intent ? 'no_payment_required' : 'paid'
}

/** What was bought comes into being: subscription or invoice, the card is kept, the session is complete. */
export async function completeSession(
  context: Context,
  session: Session,
  methodId: string | null,
  intent: Stripe.PaymentIntent | undefined,
): Promise<Session> {
  const { store } = context
  const hidden = await store.hidden('checkout.session', session.id)
  const customer = session.customer ? await store.get('customer', idOf(session.customer)) : null
  const keep = session.mode === 'subscription' || hidden.setupFutureUsage !== undefined
  if (customer && keep && methodId)
    await attachMethod(context, await store.get('payment_method', methodId), customer.id)
  const done: Session = {
    ...session,
    status: 'complete',
    payment_status: paymentStatus(session, intent),
    url: null,
  }
  if (session.mode === 'subscription') {
    const { subscription, invoice } = await startSubscription(context, {
      customer: customer!,
      items: hidden.lineItems.map(({ price, quantity }) => ({
        price: price!,
        quantity: quantity ?? 1,
      })),
      values: {
        metadata: hidden.subscriptionMetadata,
        default_payment_method: methodId,
        ...(hidden.trialSettings && { trial_settings: hidden.trialSettings }),
        ...(hidden.defaultTaxRates && { default_tax_rates: hidden.defaultTaxRates }),
      },
      trialDays: hidden.trialDays,
      trialEnd: hidden.trialEnd,
      discount: await discountOfSession(context, session),
      paidBy: intent,
    })
    Object.assign(done, {
      subscription: subscription.id,
      invoice: invoice.id,
    } satisfies Partial<Session>)
  } else {
    done.payment_intent = intent?.id ?? null
    if (session.invoice_creation?.enabled && customer && done.payment_status !== 'unpaid')
      done.invoice = (await invoicePurchase(context, session, customer, intent)).id
  }
  await store.put(done)
  await context.emit('checkout.session.completed', done)
  return done
}

export type Submission =
  | { outcome: 'complete'; session: Session }
  | { outcome: 'declined'; message: string; code: string | undefined }
  | { outcome: 'challenge'; url: string }

/** Whether there is nothing to pay now, and no card is wanted either. */
export const needsNoCard = ({ amount_total, mode, payment_method_collection: how }: Session) =>
  mode === 'subscription' && amount_total === 0 && how === 'if_required'

/** The customer asked for what costs nothing now, and gave no card. */
export async function completeWithoutCard(
  context: Context,
  open: Session,
  billing: BillingDetails,
): Promise<Session> {
  const customer = await customerOf(context, open, billing)
  return completeSession(context, await remember(context, open, customer, billing), null, undefined)
}

/** The customer saved a card: the session's setup intent keeps it, or the bank asks first. */
async function submitSetup(
  context: Context,
  session: Session,
  method: Stripe.PaymentMethod,
): Promise<Submission> {
  const { store } = context
  const setup = await store.get('setup_intent', idOf(session.setup_intent!))
  try {
    const customer = session.customer ? idOf(session.customer) : null
    return await concludeSetup(context, await confirmSetup(context, { ...setup, customer }, method))
  } catch (error) {
    if (!(error instanceof StripeFailure)) throw error
    return {
      outcome: 'declined',
      message: error.body.message ?? 'Your card was declined.',
      code: error.body.code,
    }
  }
}

/** What a setup intent means for the session that keeps the card. */
export async function concludeSetup(
  context: Context,
  setup: Stripe.SetupIntent,
): Promise<Submission> {
  const { store } = context
  const { session: id = '' } = await store.hidden('setup_intent', setup.id)
  const session = await store.get('checkout.session', id)
  const url = setup.next_action?.redirect_to_url?.url
  if (url) return { outcome: 'challenge', url }
  if (setup.status !== 'succeeded')
    return {
      outcome: 'declined',
      message: setup.last_setup_error?.message ?? 'Your card was declined.',
      code: setup.last_setup_error?.code,
    }
  const done: Session = { ...session, status: 'complete', url: null }
  await store.put(done)
  await context.emit('checkout.session.completed', done)
  return { outcome: 'complete', session: done }
}

/** The customer pressed pay. */
export async function submitSession(
  context: Context,
  open: Session,
  method: Stripe.PaymentMethod,
): Promise<Submission> {
  const billing = method.billing_details
  const customer = await customerOf(context, open, billing)
  const session = await remember(context, open, customer, billing)
  if (session.mode === 'setup') return submitSetup(context, session, method)
  if (session.amount_total === 0)
    return {
      outcome: 'complete',
      session: await completeSession(context, session, method.id, undefined),
    }
  const intent = await attemptPayment(context, await intentOf(context, session, customer), method, {
    returnUrl: session.success_url,
  })
  return concludeAttempt(context, session, intent)
}

/** What an attempt, or the challenge after it, means for the session. */
export async function concludeAttempt(
  context: Context,
  session: Session,
  intent: Stripe.PaymentIntent,
): Promise<Submission> {
  if (intent.status === 'succeeded' || intent.status === 'processing') {
    const methodId = idOf(intent.payment_method!)
    return {
      outcome: 'complete',
      session: await completeSession(context, session, methodId, intent),
    }
  }
  const url = intent.next_action?.redirect_to_url?.url
  if (url) return { outcome: 'challenge', url }
  return {
    outcome: 'declined',
    message: intent.last_payment_error?.message ?? 'Your card was declined.',
    code: intent.last_payment_error?.code,
  }
}

import type { Stripe } from 'stripe'
import { actionRefused, authenticationFailed, authenticationRequired } from '../cards'
import type { Context } from '../context'
import { StripeFailure } from '../errors'
import { longId, secretOf } from '../ids'
import type { Hidden } from '../objects'
import { startDebit } from './bank-debits'
import { createCharge } from './charges'
import { openDispute } from './disputes'
import { asksCustomer, cardOf, checkUsable } from './methods'
import { failPayment, succeedPayment } from './payment-outcomes'

type IntentValues = Pick<Stripe.PaymentIntent, 'amount' | 'currency'> &
  Partial<Stripe.PaymentIntent>

export async function createIntent(
  context: Context,
  values: IntentValues,
  hidden: Hidden['payment_intent'] = {},
): Promise<Stripe.PaymentIntent> {
  const id = longId('pi')
  const intent = await context.create<Stripe.PaymentIntent>('payment_intent.created', {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: secretOf(id),
    confirmation_method: 'automatic',
    created: context.now,
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: 'automatic',
      },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: values.payment_method ? 'requires_confirmation' : 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
    ...values,
  })
  await context.store.hide('payment_intent', id, hidden)
  return intent
}

type Attempt = {
  /** The customer is away: nobody can answer the bank's question. */
  offSession?: boolean
  /** How the 3-D Secure challenge ended, when there was one. */
  authentication?: 'passed' | 'failed'
  /** A question to the customer counts as a decline. */
  refuseAction?: boolean
  /** Where the customer goes after the challenge. */
  returnUrl?: string | null
}

/** One attempt to take the money. The intent comes back succeeded, under way, waiting for the customer, or with the decline. */
export async function attemptPayment(
  context: Context,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  { offSession = false, authentication, refuseAction, returnUrl }: Attempt = {},
): Promise<Stripe.PaymentIntent> {
  await checkUsable(context, method.id)
  if (method.type === 'us_bank_account') return startDebit(context, intent, method)
  const card = await cardOf(context, method.id)
  if (authentication === 'failed') return failPayment(context, intent, method, authenticationFailed)
  if (!authentication && (await asksCustomer(context, method.id, card, offSession))) {
    if (offSession) return failPayment(context, intent, method, authenticationRequired)
    if (refuseAction) return failPayment(context, intent, method, actionRefused)
    const waiting: Stripe.PaymentIntent = {
      ...intent,
      status: 'requires_action',
      payment_method: method.id,
      last_payment_error: null,
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: {
          url: `${context.origin}/pay/3ds/${intent.id}`,
          return_url: returnUrl ?? null,
        },
      },
    }
    await context.store.put(waiting)
    await context.emit('payment_intent.requires_action', waiting)
    return waiting
  }
  if (card.charge) return failPayment(context, intent, method, card.charge)
  const charge = await createCharge(context, intent, method)
  const succeeded = await succeedPayment(context, intent, method, charge)
  if (card.dispute)
    await openDispute(context, charge, {
      inquiry: card.dispute === 'inquiry',
      ...(card.dispute === 'product_not_received' ? { reason: card.dispute } : {}),
    })
  return succeeded
}

/** The 402 of a declined payment. The attempt itself stays on record. */
export function declineFailure(intent: Stripe.PaymentIntent): StripeFailure {
  const { payment_method, ...error } = intent.last_payment_error!
  return new StripeFailure(
    402,
    {
      type: 'card_error',
      message: error.message ?? 'Your card was declined.',
      code: error.code,
      decline_code: error.decline_code,
      advice_code: error.advice_code,
      charge: error.charge,
      payment_intent: intent,
      payment_method,
    },
    { keepChanges: true },
  )
}

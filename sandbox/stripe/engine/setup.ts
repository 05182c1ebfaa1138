import type { Stripe } from 'stripe'
import { authenticationFailed, type Decline } from '../cards'
import type { Context } from '../context'
import { StripeFailure } from '../errors'
import { longId, secretOf } from '../ids'
import { idOf } from '../objects'
import { asksCustomer, attachMethod, cardOf, markSetUp } from './methods'

export async function createSetup(
  { create, now }: Context,
  values: Partial<Stripe.SetupIntent>,
): Promise<Stripe.SetupIntent> {
  const id = longId('seti')
  return create<Stripe.SetupIntent>('setup_intent.created', {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    cancellation_reason: null,
    client_secret: secretOf(id),
    created: now,
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: values.payment_method ? 'requires_confirmation' : 'requires_payment_method',
    usage: 'off_session',
    ...values,
  })
}

/** The bank refuses to have the card kept: what the API answers; the failed intent stays on record. */
async function refuseSetup(
  { store, emit }: Context,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  { code, declineCode, adviceCode, message }: Decline,
): Promise<StripeFailure> {
  const error = { type: 'card_error', code, decline_code: declineCode, message } as const
  const failed: Stripe.SetupIntent = {
    ...intent,
    payment_method: null,
    status: 'requires_payment_method',
    next_action: null,
    last_setup_error: { ...error, advice_code: adviceCode, payment_method: method },
  }
  await store.put(failed)
  await emit('setup_intent.setup_failed', failed)
  return new StripeFailure(
    402,
    { ...error, advice_code: adviceCode, payment_method: method, setup_intent: failed },
    { keepChanges: true },
  )
}

/** Keeps a card for later. A card whose bank asks goes through the challenge page first. */
export async function confirmSetup(
  context: Context,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  authentication?: 'passed' | 'failed',
): Promise<Stripe.SetupIntent> {
  const { store, emit, origin } = context
  const card = await cardOf(context, method.id)
  if (!authentication && (await asksCustomer(context, method.id, card, false))) {
    const waiting: Stripe.SetupIntent = {
      ...intent,
      payment_method: method.id,
      status: 'requires_action',
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: { url: `${origin}/pay/3ds/${intent.id}`, return_url: null },
      },
    }
    await store.put(waiting)
    await emit('setup_intent.requires_action', waiting)
    return waiting
  }
  if (authentication === 'failed') {
    const failed: Stripe.SetupIntent = {
      ...intent,
      payment_method: null,
      status: 'requires_payment_method',
      next_action: null,
      last_setup_error: {
        type: 'invalid_request_error',
        code: 'setup_intent_authentication_failure',
        message: authenticationFailed.message,
        payment_method: method,
      },
    }
    await store.put(failed)
    await emit('setup_intent.setup_failed', failed)
    return failed
  }
  if (card.refusesAttach && card.charge)
    throw await refuseSetup(context, intent, method, card.charge)
  if (intent.customer) await attachMethod(context, method, idOf(intent.customer))
  if (intent.usage === 'off_session') await markSetUp(context, method.id)
  const succeeded: Stripe.SetupIntent = {
    ...intent,
    payment_method: method.id,
    status: 'succeeded',
    next_action: null,
    last_setup_error: null,
  }
  await store.put(succeeded)
  await emit('setup_intent.succeeded', succeeded)
  return succeeded
}

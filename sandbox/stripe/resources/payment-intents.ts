import type { Stripe } from 'stripe'
import { z } from 'zod'
import type { Context } from '../context'
import { cancelIntent } from '../engine/cancel-intent'
import { markPaid, markUnpaid } from '../engine/collect'
import { followInvoice } from '../engine/follow'
import { readMethod } from '../engine/methods'
import { attemptPayment, createIntent, declineFailure } from '../engine/payments'
import { StripeFailure, invalidRequest } from '../errors'
import { given, mergeMetadata, shippingOf } from '../merge'
import { idOf } from '../objects'
import { bool, clearable, int, metadata, pagination, range, shipping, text } from '../params'
import { route } from '../route'
import { liveCustomer } from './customers'

const usage = z.enum(['off_session', 'on_session'])
const confirmation = {
  error_on_requires_action: bool.optional(),
  off_session: bool.optional(),
  payment_method: text.optional(),
  receipt_email: text.optional(),
  return_url: text.optional(),
  setup_future_usage: usage.optional(),
}

const confirmable = new Set<string>([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
])

type Confirmation = z.infer<z.ZodObject<typeof confirmation>>

async function confirm(
  context: Context,
  intent: Stripe.PaymentIntent,
  params: Confirmation,
): Promise<Stripe.PaymentIntent> {
  if (!confirmable.has(intent.status))
    throw new StripeFailure(400, {
      type: 'invalid_request_error',
      code: 'payment_intent_unexpected_state',
      message:
        intent.status === 'succeeded'
          ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
          : `You cannot confirm this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, requires_action.`,
      payment_intent: intent,
    })
  const id =
    params.payment_method ?? (intent.payment_method ? idOf(intent.payment_method) : undefined)
  if (!id)
    throw invalidRequest(
      'You cannot confirm this PaymentIntent because it is missing a payment method. Update the PaymentIntent with a payment method and then confirm it again.',
      { code: 'payment_intent_unexpected_state' },
    )
  const { invoice: invoiceId } = await context.store.hidden('payment_intent', intent.id)
  const ready = { ...intent, ...given({ setup_future_usage: params.setup_future_usage }) }
  const method = await readMethod(context, id)
  const done = await attemptPayment(context, ready, method, {
    offSession: params.off_session,
    refuseAction: params.error_on_requires_action,
    returnUrl: params.return_url,
  })
  if (invoiceId) {
    const owed = await context.store.get('invoice', invoiceId)
    const settle =
      done.status === 'succeeded' ? markPaid(context, owed) : markUnpaid(context, owed, done)
    await followInvoice(context, await settle)
  }
  if (done.last_payment_error) throw declineFailure(done)
  return done
}

export const paymentIntentRoutes = [
  route(
    'POST',
    '/payment_intents',
    {
      ...confirmation,
      amount: int,
      automatic_payment_methods: z
        .strictObject({ enabled: bool, allow_redirects: z.enum(['always', 'never']).optional() })
        .optional(),
      confirm: bool.optional(),
      currency: text,
      customer: text.optional(),
      description: text.optional(),
      mandate_data: z.record(z.string(), z.unknown()).optional(),
      metadata: metadata.optional(),
      payment_method_types: z.array(text).optional(),
      allowed_payment_method_types: z.array(text).optional(),
      shipping: shipping.optional(),
    },
    async (context, params) => {
      if (params.amount < 1)
        throw invalidRequest('This value must be greater than or equal to 1.', {
          code: 'parameter_invalid_integer',
          param: 'amount',
        })
      for (const name of ['off_session', 'return_url', 'error_on_requires_action'] as const)
        if (params[name] !== undefined && !params.confirm)
          throw invalidRequest(
            `The parameter ${name} cannot be passed when creating a PaymentIntent unless confirm is set to true.`,
            { param: name },
          )
      if (params.customer) await liveCustomer(context, params.customer, 'customer')
      const method = params.payment_method
        ? await readMethod(context, params.payment_method)
        : undefined
      if (method?.customer && method.customer !== params.customer)
        throw invalidRequest(
          `The provided PaymentMethod cannot be used because it belongs to a different Customer.`,
          { code: 'payment_intent_invalid_parameter', param: 'payment_method' },
        )
      const intent = await createIntent(context, {
        amount: params.amount,
        currency: params.currency.toLowerCase(),
        ...given({
          customer: params.customer,
          description: params.description,
          payment_method: method?.id,
          receipt_email: params.receipt_email,
          setup_future_usage: params.setup_future_usage,
          shipping: shippingOf(params.shipping),
        }),
        metadata: mergeMetadata({}, params.metadata),
      })
      return params.confirm
        ? confirm(context, intent, { ...params, payment_method: method?.id })
        : intent
    },
  ),
  route(
    'GET',
    '/payment_intents/:id',
    { client_secret: text.optional() },
    ({ store }, _params, { id = '' }) => store.get('payment_intent', id),
  ),
  route(
    'POST',
    '/payment_intents/:id',
    {
      amount: int.optional(),
      customer: text.optional(),
      description: text.optional(),
      metadata: metadata.optional(),
      payment_method: text.optional(),
      receipt_email: text.optional(),
      setup_future_usage: clearable(usage).optional(),
    },
    async (context, { metadata: own, payment_method, ...plain }, { id = '' }) => {
      const intent = await context.store.get('payment_intent', id)
      if (plain.amount !== undefined && !confirmable.has(intent.status))
        throw invalidRequest(
          `This PaymentIntent's amount could not be updated because it has a status of ${intent.status}. You may only update the amount of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.`,
          { code: 'payment_intent_unexpected_state', param: 'amount' },
        )
      if (plain.customer) await liveCustomer(context, plain.customer, 'customer')
      const method = payment_method ? (await readMethod(context, payment_method)).id : undefined
      return context.store.put({
        ...intent,
        ...given({ ...plain, payment_method: method }),
        metadata: mergeMetadata(intent.metadata, own),
      })
    },
  ),
  route(
    'POST',
    '/payment_intents/:id/confirm',
    confirmation,
    async (context, params, { id = '' }) =>
      confirm(context, await context.store.get('payment_intent', id), params),
  ),
  route(
    'POST',
    '/payment_intents/:id/cancel',
    {
      cancellation_reason: z
        .enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'])
        .optional(),
    },
    async (context, { cancellation_reason }, { id = '' }) => {
      const intent = await context.store.get('payment_intent', id)
      if (intent.status === 'succeeded' || intent.status === 'canceled')
        throw invalidRequest(
          `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.`,
          { code: 'payment_intent_unexpected_state' },
        )
      return cancelIntent(context, intent, cancellation_reason ?? null)
    },
  ),
  route(
    'GET',
    '/payment_intents',
    { ...pagination, created: range.optional(), customer: text.optional() },
    ({ store }, { customer, ...page }) =>
      store.page('payment_intent', '/v1/payment_intents', page, given({ customer })),
  ),
]

import { z } from 'zod'
import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { readMethod } from '../engine/methods'
import { confirmSetup, createSetup } from '../engine/setup'
import { invalidRequest } from '../errors'
import { given, mergeMetadata } from '../merge'
import { idOf } from '../objects'
import { bool, metadata, pagination, range, text } from '../params'
import { route } from '../route'
import { liveCustomer } from './customers'

async function confirm(context: Context, intent: Stripe.SetupIntent, payment_method?: string) {
  const id = payment_method ?? (intent.payment_method ? idOf(intent.payment_method) : undefined)
  if (intent.status === 'succeeded' || intent.status === 'canceled')
    throw invalidRequest(
      `You cannot confirm this SetupIntent because it has a status of ${intent.status}.`,
      { code: 'setup_intent_unexpected_state' },
    )
  if (!id)
    throw invalidRequest(
      'You cannot confirm this SetupIntent because it is missing a payment method.',
      { code: 'setup_intent_unexpected_state' },
    )
  return confirmSetup(context, intent, await readMethod(context, id))
}

const cancelParams = {
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'requested_by_customer']).optional(),
}

export const setupIntentRoutes = [
  route(
    'POST',
    '/setup_intents',
    {
      automatic_payment_methods: z
        .strictObject({ enabled: bool, allow_redirects: z.enum(['always', 'never']).optional() })
        .optional(),
      confirm: bool.optional(),
      customer: text.optional(),
      description: text.optional(),
      metadata: metadata.optional(),
      payment_method: text.optional(),
      payment_method_types: z.array(text).optional(),
      allowed_payment_method_types: z.array(text).optional(),
      return_url: text.optional(),
      usage: z.enum(['off_session', 'on_session']).optional(),
    },
    async (context, params) => {
      if (params.customer) await liveCustomer(context, params.customer, 'customer')
      const method = params.payment_method
        ? await readMethod(context, params.payment_method)
        : undefined
      const { customer, description, usage } = params
      const intent = await createSetup(context, {
        ...given({ customer, description, usage, payment_method: method?.id }),
        metadata: mergeMetadata({}, params.metadata),
      })
      return params.confirm ? confirm(context, intent, method?.id) : intent
    },
  ),
  route('GET', '/setup_intents/:id', {}, ({ store }, _params, { id = '' }) =>
    store.get('setup_intent', id),
  ),
  route(
    'POST',
    '/setup_intents/:id/confirm',
    { payment_method: text.optional(), return_url: text.optional() },
    async (context, { payment_method }, { id = '' }) =>
      confirm(context, await context.store.get('setup_intent', id), payment_method),
  ),
  route('POST', '/setup_intents/:id/cancel', cancelParams, async (context, params, { id = '' }) => {
    const { store, emit } = context
    const intent = await store.get('setup_intent', id)
    if (intent.status === 'succeeded' || intent.status === 'canceled')
      throw invalidRequest(
        `You cannot cancel this SetupIntent because it has a status of ${intent.status}.`,
        { code: 'setup_intent_unexpected_state' },
      )
    const canceled: Stripe.SetupIntent = {
      ...intent,
      status: 'canceled',
      cancellation_reason: params.cancellation_reason ?? null,
      next_action: null,
    }
    await store.put(canceled)
    await emit('setup_intent.canceled', canceled)
    return canceled
  }),
  route(
    'GET',
    '/setup_intents',
    {
      ...pagination,
      created: range.optional(),
      customer: text.optional(),
      payment_method: text.optional(),
    },
    ({ store }, { customer, payment_method, ...page }) =>
      store.page('setup_intent', '/v1/setup_intents', page, given({ customer, payment_method })),
  ),
]

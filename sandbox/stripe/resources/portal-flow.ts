import type { Stripe } from 'stripe'
import { z } from 'zod'
import type { Context } from '../context'
import { invalidRequest } from '../errors'
import { int, text } from '../params'

type Flow = Stripe.BillingPortal.Session.Flow
type Features = Stripe.BillingPortal.Configuration['features']

const subscription = z.strictObject({ subscription: text })

/** The one task a portal session is opened for. */
export const flowData = z.strictObject({
  after_completion: z
    .strictObject({
      hosted_confirmation: z.strictObject({ custom_message: text.max(500).optional() }).optional(),
      redirect: z.strictObject({ return_url: text }).optional(),
      type: z.enum(['hosted_confirmation', 'portal_homepage', 'redirect']),
    })
    .optional(),
  subscription_cancel: subscription.optional(),
  subscription_update: subscription.optional(),
  subscription_update_confirm: z
    .strictObject({
      items: z
        .array(z.strictObject({ id: text, price: text.optional(), quantity: int.optional() }))
        .length(1),
      subscription: text,
    })
    .optional(),
  type: z.enum([
    'payment_method_update',
    'subscription_cancel',
    'subscription_update',
    'subscription_update_confirm',
  ]),
})
type FlowParams = z.infer<typeof flowData>

const missing = (param: string) =>
  invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param })

function completionOf({ after_completion: after }: FlowParams): Flow['after_completion'] {
  if (after?.type === 'redirect' && !after.redirect)
    throw missing('flow_data[after_completion][redirect]')
  return {
    hosted_confirmation:
      after?.type === 'hosted_confirmation'
        ? { custom_message: after.hosted_confirmation?.custom_message ?? null }
        : null,
    redirect: after?.redirect ?? null,
    type: after?.type ?? 'portal_homepage',
  }
}

function checkFeature(features: Features, type: FlowParams['type']): void {
  const sentences: Record<FlowParams['type'], [enabled: boolean, sentence: string]> = {
    payment_method_update: [
      features.payment_method_update.enabled,
      'The payment method update feature in the portal configuration is disabled.',
    ],
    subscription_cancel: [
      features.subscription_cancel.enabled,
      'This subscription cannot be canceled because the subscription cancel feature in the portal configuration is disabled.',
    ],
    subscription_update: [
      features.subscription_update.enabled,
      'This subscription cannot be updated because the subscription update feature in the portal configuration is disabled.',
    ],
    subscription_update_confirm: [
      features.subscription_update.enabled,
      'This subscription cannot be updated because the subscription update feature in the portal configuration is disabled.',
    ],
  }
  const [enabled, sentence] = sentences[type]
  if (!enabled) throw invalidRequest(sentence)
}

async function checkSubscription(
  { store }: Context,
  customer: string,
  type: string,
  id: string,
): Promise<Stripe.Subscription> {
  const found = await store.get('subscription', id, `flow_data[${type}][subscription]`)
  if (found.customer !== customer)
    throw invalidRequest(`No such subscription: '${id}'`, {
      code: 'resource_missing',
      param: `flow_data[${type}][subscription]`,
    })
  if (type === 'subscription_cancel' && found.cancel_at !== null)
    throw invalidRequest('This subscription is already set to be canceled.')
  if (found.status === 'canceled' || found.status.startsWith('incomplete'))
    throw invalidRequest(
      `This subscription cannot be changed because its status is \`${found.status}\`.`,
    )
  return found
}

export async function flowOf(
  context: Context,
  customer: string,
  features: Features,
  params: FlowParams,
): Promise<Flow> {
  const { type } = params
  checkFeature(features, type)
  const flow: Flow = {
    after_completion: completionOf(params),
    customer_update: null,
    subscription_cancel: null,
    subscription_pause: null,
    subscription_update: null,
    subscription_update_confirm: null,
    type,
  }
  if (type === 'payment_method_update') return flow
  const given = params[type]
  if (!given) throw missing(`flow_data[${type}]`)
  const of = await checkSubscription(context, customer, type, given.subscription)
  if (type === 'subscription_cancel')
    return { ...flow, subscription_cancel: { retention: null, subscription: of.id } }
  if (type === 'subscription_update')
    return { ...flow, subscription_update: { subscription: of.id } }
  const items = params.subscription_update_confirm!.items.map(({ id, price, quantity }, index) => {
    const known = of.items.data.find((item) => item.id === id)
    if (!known)
      throw invalidRequest(`No such subscription item: '${id}'`, {
        code: 'resource_missing',
        param: `flow_data[subscription_update_confirm][items][${index}][id]`,
      })
    return { id, price: price ?? known.price.id, quantity: quantity ?? known.quantity }
  })
  for (const { price } of items) await context.store.get('price', price, 'flow_data')
  return {
    ...flow,
    subscription_update_confirm: { discounts: null, items, subscription: of.id },
  }
}

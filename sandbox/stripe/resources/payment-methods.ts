import { z } from 'zod'
import { testCards } from '../cards'
import { attachMethod, createMethod, readMethod } from '../engine/methods'
import { invalidRequest } from '../errors'
import { fullAddress, given, mergeMetadata } from '../merge'
import { address, clearable, int, metadata, pagination, text } from '../params'
import { route } from '../route'
import { liveCustomer } from './customers'

const billing = z.strictObject({
  address: clearable(address).optional(),
  email: clearable(text).optional(),
  name: clearable(text).optional(),
  phone: clearable(text).optional(),
})
const redisplay = z.enum(['always', 'limited', 'unspecified'])

const billingOf = ({ address, ...plain }: z.infer<typeof billing>) =>
  given({ ...plain, address: address === undefined ? undefined : fullAddress(address) })

export const paymentMethodRoutes = [
  route(
    'POST',
    '/payment_methods',
    {
      allow_redisplay: redisplay.optional(),
      billing_details: billing.optional(),
      card: z.union([
        z.strictObject({ token: text }),
        z.strictObject({ number: text, exp_month: int, exp_year: int, cvc: text.optional() }),
      ]),
      metadata: metadata.optional(),
      type: z.enum(['card']),
    },
    async (context, { allow_redisplay, billing_details, card, metadata }) => {
      const details = billingOf(billing_details ?? {})
      const number =
        'token' in card
          ? testCards.find(({ token }) => token === card.token.replace(/^tok_/, 'pm_card_'))?.number
          : card.number
      if (number === undefined)
        throw invalidRequest(`No such token: '${'token' in card ? card.token : ''}'`, {
          code: 'resource_missing',
          param: 'card[token]',
        })
      const expiry =
        'token' in card
          ? { expMonth: 8, expYear: new Date(context.now * 1000).getUTCFullYear() + 1 }
          : { expMonth: card.exp_month, expYear: card.exp_year }
      const method = await createMethod(context, { number, ...expiry }, details)
      return context.store.put({
        ...method,
        ...given({ allow_redisplay }),
        metadata: mergeMetadata({}, metadata),
      })
    },
  ),
  route('GET', '/payment_methods/:id', {}, (context, _params, { id = '' }) =>
    readMethod(context, id, 'id'),
  ),
  route(
    'POST',
    '/payment_methods/:id',
    {
      allow_redisplay: redisplay.optional(),
      billing_details: billing.optional(),
      card: z.strictObject({ exp_month: int.optional(), exp_year: int.optional() }).optional(),
      metadata: metadata.optional(),
    },
    async ({ store, update }, params, { id = '' }) => {
      const method = await store.get('payment_method', id)
      return update('payment_method.updated', method, {
        ...given({ allow_redisplay: params.allow_redisplay }),
        billing_details: { ...method.billing_details, ...billingOf(params.billing_details ?? {}) },
        card: { ...method.card!, ...given(params.card ?? {}) },
        metadata: mergeMetadata(method.metadata, params.metadata),
      })
    },
  ),
  route(
    'POST',
    '/payment_methods/:id/attach',
    { customer: text },
    async (context, { customer }, { id = '' }) => {
      await liveCustomer(context, customer, 'customer')
      return attachMethod(context, await readMethod(context, id, 'id'), customer)
    },
  ),
  route('POST', '/payment_methods/:id/detach', {}, async (context, _params, { id = '' }) => {
    const { store } = context
    const method = await store.get('payment_method', id)
    if (!method.customer)
      throw invalidRequest(
        'The payment method you provided is not attached to a customer so detachment is impossible.',
        { code: 'payment_method_unexpected_state' },
      )
    const customer = await store.get('customer', method.customer as string)
    const settings = customer.invoice_settings
    // A card that is gone is nobody's default any more.
    if (settings?.default_payment_method === id)
      await context.update('customer.updated', customer, {
        invoice_settings: { ...settings, default_payment_method: null },
      })
    const detached = { ...method, customer: null }
    await store.put(detached)
    await context.emit('payment_method.detached', detached, { customer: method.customer })
    return detached
  }),
  route(
    'GET',
    '/payment_methods',
    {
      ...pagination,
      allow_redisplay: text.optional(),
      customer: text.optional(),
      type: text.optional(),
    },
    ({ store }, { allow_redisplay, customer, type, ...page }) =>
      store.page(
        'payment_method',
        '/v1/payment_methods',
        page,
        given({ allow_redisplay, customer, type }),
      ),
  ),
]

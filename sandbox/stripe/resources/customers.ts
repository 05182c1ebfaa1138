import type { Stripe } from 'stripe'
import { z } from 'zod'
import type { Context } from '../context'
import { buildCustomer, deleteCustomer } from '../engine/customers'
import { attachMethod, readMethod } from '../engine/methods'
import { checkTestClock } from '../engine/test-clocks'
import { invalidRequest, resourceMissing } from '../errors'
import { fullAddress, given, mergeMetadata } from '../merge'
import { address, clearable, int, metadata, pagination, range, shipping, text } from '../params'
import { route } from '../route'

const fields = {
  address: clearable(address).optional(),
  balance: int.optional(),
  description: clearable(text).optional(),
  email: clearable(text).optional(),
  invoice_settings: z
    .strictObject({ default_payment_method: clearable(text).optional() })
    .optional(),
  metadata: metadata.optional(),
  name: clearable(text).optional(),
  phone: clearable(text).optional(),
  preferred_locales: z.array(text).optional(),
  shipping: clearable(shipping).optional(),
  tax_exempt: z.enum(['none', 'exempt', 'reverse']).optional(),
}

type Params = z.infer<z.ZodObject<typeof fields>>

function checkEmail(email: string | null | undefined): void {
  if (email && !/^[^\s@]+@[^\s@]+$/.test(email))
    throw invalidRequest(`Invalid email address: ${email}`, {
      code: 'email_invalid',
      param: 'email',
    })
}

async function changesOf(
  { store }: Context,
  before: Stripe.Customer,
  { address, metadata, shipping, invoice_settings, ...plain }: Params,
): Promise<Partial<Stripe.Customer>> {
  checkEmail(plain.email)
  const method = invoice_settings?.default_payment_method
  if (method) {
    const found = await store.get(
      'payment_method',
      method,
      'invoice_settings[default_payment_method]',
    )
    if (found.customer !== before.id)
      throw invalidRequest(
        `The customer does not have a payment method with the ID ${method}. The payment method must be attached to the customer.`,
        { code: 'resource_missing', param: 'invoice_settings[default_payment_method]' },
      )
  }
  return given({
    ...plain,
    address: address === undefined ? undefined : fullAddress(address),
    shipping: shipping
      ? { ...shipping, address: fullAddress(shipping.address) ?? undefined }
      : shipping,
    metadata: metadata === undefined ? undefined : mergeMetadata(before.metadata, metadata),
    invoice_settings:
      method === undefined
        ? undefined
        : { ...before.invoice_settings, default_payment_method: method },
  })
}

/** A customer who is not deleted. */
export async function liveCustomer(
  { store }: Context,
  id: string,
  param?: string,
): Promise<Stripe.Customer> {
  const customer = await store.get('customer', id, param)
  if (customer.deleted as unknown) throw resourceMissing('customer', id, param)
  return customer
}

/** Cards from before payment methods were given as tokens: `tok_visa` is the card of `pm_card_visa`. */
const methodOfToken = (token: string) => token.replace(/^tok_/, 'pm_card_')

export const customerRoutes = [
  route(
    'POST',
    '/customers',
    {
      ...fields,
      payment_method: text.optional(),
      source: text.optional(),
      test_clock: text.optional(),
    },
    async (context, params) => {
      const { payment_method, source, test_clock, ...values } = params
      const wanted = values.invoice_settings?.default_payment_method
      // The new card itself, by the name it is given here, may be the default: it is attached first.
      const byName = wanted && wanted === payment_method ? wanted : undefined
      if (test_clock) await checkTestClock(context, test_clock)
      const blank = buildCustomer(context, given({ test_clock }))
      const own = byName ? { ...values, invoice_settings: {} } : values
      const card = payment_method ? await readMethod(context, payment_method) : undefined
      const token = source ? await readMethod(context, methodOfToken(source), 'source') : undefined
      const changes = await changesOf(context, blank, own)
      const customer: Stripe.Customer = { ...blank, ...changes }
      if (byName && card)
        customer.invoice_settings = {
          ...customer.invoice_settings,
          default_payment_method: card.id,
        }
      if (token) customer.default_source = token.id
      await context.create('customer.created', customer)
      for (const method of [card, token])
        if (method) await attachMethod(context, method, customer.id)
      return customer
    },
  ),
  route('GET', '/customers/:id', {}, ({ store }, _params, { id = '' }) =>
    store.get('customer', id),
  ),
  route('POST', '/customers/:id', fields, async (context, params, { id = '' }) => {
    const customer = await liveCustomer(context, id)
    return context.update('customer.updated', customer, await changesOf(context, customer, params))
  }),
  route('DELETE', '/customers/:id', {}, async (context, _params, { id = '' }) => {
    return deleteCustomer(context, await liveCustomer(context, id))
  }),
  route(
    'GET',
    '/customers',
    {
      ...pagination,
      created: range.optional(),
      email: text.optional(),
      test_clock: text.optional(),
    },
    // Who lives by a test clock is listed only when asked for by it.
    ({ store }, { email, test_clock = null, ...page }) =>
      store.page('customer', '/v1/customers', page, { ...given({ email }), test_clock }),
  ),
  route(
    'GET',
    '/customers/:id/payment_methods',
    { ...pagination, type: text.optional(), allow_redisplay: text.optional() },
    async (context, { type, allow_redisplay, ...page }, { id = '' }) => {
      await liveCustomer(context, id)
      const match = given({ customer: id, type, allow_redisplay })
      return context.store.page(
        'payment_method',
        `/v1/customers/${id}/payment_methods`,
        page,
        match,
      )
    },
  ),
]

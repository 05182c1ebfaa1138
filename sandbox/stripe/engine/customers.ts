import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { shortId } from '../ids'
import { cancelSubscription } from './cancel'

export function buildCustomer(
  context: Context,
  values: Partial<Stripe.Customer> = {},
): Stripe.Customer {
  return {
    id: shortId('cus'),
    object: 'customer',
    address: null,
    balance: 0,
    created: context.now,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: shortId('x').slice(2, 10).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
    ...values,
  }
}

/** What the customer subscribed to ends with them. */
export async function deleteCustomer(
  context: Context,
  customer: Stripe.Customer,
): Promise<Stripe.DeletedCustomer> {
  const { store, emit } = context
  for (const subscription of await store.all('subscription', { customer: customer.id }))
    if (subscription.status !== 'canceled' && subscription.status !== 'incomplete_expired')
      await cancelSubscription(context, subscription)
  const deleted: Stripe.DeletedCustomer = { id: customer.id, object: 'customer', deleted: true }
  await store.put(deleted as unknown as Stripe.Customer)
  await emit('customer.deleted', customer)
  return deleted
}

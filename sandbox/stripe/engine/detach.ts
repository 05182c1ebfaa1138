import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { invalidRequest } from '../errors'
import { idOf } from '../objects'

/** The customer gives up a payment method. It is nobody's default any more, and can not be used again. */
export async function detachMethod(
  context: Context,
  method: Stripe.PaymentMethod,
): Promise<Stripe.PaymentMethod> {
  const { store } = context
  if (!method.customer)
    throw invalidRequest(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
      { code: 'payment_method_unexpected_state' },
    )
  const customer = await store.get('customer', idOf(method.customer))
  const settings = customer.invoice_settings
  if (settings.default_payment_method === method.id)
    await context.update('customer.updated', customer, {
      invoice_settings: { ...settings, default_payment_method: null },
    })
  const hidden = await store.hidden('payment_method', method.id)
  await store.hide('payment_method', method.id, { ...hidden, detached: true })
  return context.update('payment_method.detached', method, { customer: null })
}

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { invalidRequest } from '../errors'
import { longId } from '../ids'

export async function linkPayment(
  { store, now }: Context,
  invoice: Stripe.Invoice,
  intent: Stripe.PaymentIntent,
): Promise<void> {
  await store.put<Stripe.InvoicePayment>({
    id: longId('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: intent.id },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  })
}

export const descriptionOf = ({ parent, billing_reason }: Stripe.Invoice): string | null =>
  parent &&
  (billing_reason === 'subscription_create' ? 'Subscription creation' : 'Subscription update')

/** An automatic tax needs to know where the customer is. */
export const lacksTaxLocation = (draft: Stripe.Invoice, customer: Stripe.Customer): boolean =>
  draft.automatic_tax.enabled && !customer.address?.country

export const taxLocationMessage =
  "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax."

/** The draft stays a draft, and says why; it is not tried again by itself. */
export function failFinalization(context: Context, draft: Stripe.Invoice): Promise<Stripe.Invoice> {
  return context.update('invoice.finalization_failed', draft, {
    automatic_tax: { ...draft.automatic_tax, status: 'requires_location_inputs' },
    automatically_finalizes_at: null,
    last_finalization_error: {
      type: 'invalid_request_error',
      code: 'customer_tax_location_invalid',
      doc_url: 'https://docs.stripe.com/error-codes#customer-tax-location-invalid',
      message: taxLocationMessage,
    },
  })
}

/** A subscription is not changed by an invoice that cannot be finalized: nothing of the request stays. */
export function refuseDraft({ status, last_finalization_error: error }: Stripe.Invoice): void {
  if (status === 'draft' && error)
    throw invalidRequest(error.message ?? taxLocationMessage, { code: error.code })
}

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { defaultMethod, finalizeInvoice, markPaid, tryInvoice } from '../engine/collect'
import { followInvoice } from '../engine/follow'
import { markPaidOutOfBand, markUncollectible } from '../engine/give-up'
import { voidInvoice } from '../engine/invoices'
import { readMethod } from '../engine/methods'
import { declineFailure } from '../engine/payments'
import { StripeFailure, invalidRequest } from '../errors'
import { idOf } from '../objects'
import { bool, text } from '../params'
import { route } from '../route'

/** @throws the refusal of an automatic tax that does not know where the customer is. */
function checkFinalized(invoice: Stripe.Invoice): Stripe.Invoice {
  const error = invoice.last_finalization_error
  if (invoice.status !== 'draft' || !error) return invoice
  throw new StripeFailure(
    400,
    { type: 'invalid_request_error', code: error.code, message: error.message ?? '' },
    { keepChanges: true },
  )
}

async function readPayable(context: Context, id: string): Promise<Stripe.Invoice> {
  const invoice = await context.store.get('invoice', id)
  // What is still a draft is finalized by paying it.
  if (invoice.status === 'draft') return checkFinalized(await finalizeInvoice(context, invoice))
  if (invoice.status === 'paid') throw invalidRequest('Invoice is already paid')
  if (invoice.status === 'void') throw invalidRequest("Invoices that are void can't be paid.")
  return invoice
}

async function methodFor(
  context: Context,
  invoice: Stripe.Invoice,
  wanted: string | undefined,
): Promise<string> {
  const { store } = context
  const customer = await store.get('customer', idOf(invoice.customer!))
  if (wanted) {
    const method = await readMethod(context, wanted)
    if (method.customer && method.customer !== customer.id)
      throw invalidRequest(
        `The customer does not have a payment method with the ID ${wanted}. The payment method must be attached to the customer.`,
        { code: 'resource_missing', param: 'payment_method' },
      )
    return method.id
  }
  const reference = invoice.parent?.subscription_details?.subscription
  const subscription = reference ? await store.get('subscription', idOf(reference)) : undefined
  return (await defaultMethod(context, customer, subscription)).id
}

async function pay(context: Context, invoice: Stripe.Invoice, method: string, offSession: boolean) {
  const tried = await tryInvoice(context, invoice, method, { offSession })
  await followInvoice(context, tried.invoice)
  if (tried.intent.last_payment_error) throw declineFailure(tried.intent)
  if (tried.intent.status === 'requires_action')
    throw new StripeFailure(
      402,
      {
        type: 'card_error',
        code: 'invoice_payment_intent_requires_action',
        message:
          'This payment requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with the invoice. For more details see: https://stripe.com/docs/billing/subscriptions/overview#requires-action',
        payment_intent: tried.intent,
      },
      { keepChanges: true },
    )
  return tried.invoice
}

export const invoiceCollectionRoutes = [
  route(
    'POST',
    '/invoices/:id/finalize',
    { auto_advance: bool.optional() },
    async (context, { auto_advance }, { id = '' }) => {
      const invoice = await context.store.get('invoice', id)
      if (invoice.status !== 'draft')
        throw invalidRequest(
          "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
          { code: 'invoice_not_editable' },
        )
      const wanted = { ...invoice, auto_advance: auto_advance ?? invoice.auto_advance }
      return checkFinalized(await finalizeInvoice(context, wanted))
    },
  ),
  route('POST', '/invoices/:id/void', {}, async (context, _params, { id = '' }) => {
    const invoice = await context.store.get('invoice', id)
    if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
      throw invalidRequest(`You can only pass in open invoices. This invoice isn't open.`)
    const voided = await voidInvoice(context, invoice)
    await followInvoice(context, voided)
    return voided
  }),
  route('POST', '/invoices/:id/mark_uncollectible', {}, async (context, _params, { id = '' }) => {
    const invoice = await context.store.get('invoice', id)
    if (invoice.status !== 'open')
      throw invalidRequest(`You can only pass in open invoices. This invoice isn't open.`)
    return markUncollectible(context, invoice)
  }),
  route(
    'POST',
    '/invoices/:id/pay',
    {
      off_session: bool.optional(),
      paid_out_of_band: bool.optional(),
      payment_method: text.optional(),
    },
    async (context, { off_session = true, paid_out_of_band, payment_method }, { id = '' }) => {
      const invoice = await readPayable(context, id)
      if (paid_out_of_band) return markPaidOutOfBand(context, invoice)
      if (invoice.amount_due === 0) {
        const paid = await markPaid(context, invoice)
        await followInvoice(context, paid)
        return paid
      }
      return pay(context, invoice, await methodFor(context, invoice, payment_method), off_session)
    },
  ),
]

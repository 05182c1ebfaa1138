import 'server-only'
import { readInvoiceOf } from '../sync/subscription'
import type { Handler } from './handler'

/** The bank wants the customer to confirm: mirrored with the reason. */
export const invoicePaymentActionRequired: Handler<'invoice.payment_action_required'> = (event) =>
  readInvoiceOf(event.data.object)

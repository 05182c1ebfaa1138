import 'server-only'
import { readInvoiceOf } from '../sync/subscription'
import type { Handler } from './handler'

/** A charge was declined: mirrored with the reason; a renewal also mails it. */
export const invoicePaymentFailed: Handler<'invoice.payment_failed'> = (event) =>
  readInvoiceOf(event.data.object)

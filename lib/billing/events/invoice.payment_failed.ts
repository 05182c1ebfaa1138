import 'server-only'
import { readInvoice } from '../sync/subscription'
import type { Handler } from './handler'

/** A charge was declined: mirrored with the reason; a renewal also mails it. */
export const invoicePaymentFailed: Handler<'invoice.payment_failed'> = (event) =>
  readInvoice(event.data.object.id)

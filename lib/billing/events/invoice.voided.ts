import 'server-only'
import { readInvoiceOf } from '../sync/subscription'
import type { Handler } from './handler'

/** A bill was cancelled: mirrored. */
export const invoiceVoided: Handler<'invoice.voided'> = (event) => readInvoiceOf(event.data.object)

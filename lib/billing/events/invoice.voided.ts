import 'server-only'
import { readInvoice } from '../sync/subscription'
import type { Handler } from './handler'

/** A bill was cancelled: mirrored. */
export const invoiceVoided: Handler<'invoice.voided'> = (event) => readInvoice(event.data.object.id)

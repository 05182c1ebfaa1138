import 'server-only'
import { readInvoiceOf } from '../sync/subscription'
import type { Handler } from './handler'

/** A bill is open: mirrored as a pending payment. */
export const invoiceFinalized: Handler<'invoice.finalized'> = (event) =>
  readInvoiceOf(event.data.object)

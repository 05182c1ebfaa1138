import 'server-only'
import { readInvoice } from '../sync/subscription'
import type { Handler } from './handler'

/** A bill is open: mirrored as a pending payment. */
export const invoiceFinalized: Handler<'invoice.finalized'> = (event) =>
  readInvoice(event.data.object.id)

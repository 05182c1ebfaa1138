import 'server-only'
import { readInvoiceOf } from '../sync/subscription'
import type { Handler } from './handler'

/** Nobody will pay this bill any more: mirrored as failed. */
export const invoiceMarkedUncollectible: Handler<'invoice.marked_uncollectible'> = (event) =>
  readInvoiceOf(event.data.object)

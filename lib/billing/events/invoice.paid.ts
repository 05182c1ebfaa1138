import 'server-only'
import { readInvoice } from '../sync/subscription'
import type { Handler } from './handler'

/** The subscription's grant. `invoice.payment_succeeded` reports the same payment and is only stored. */
export const invoicePaid: Handler<'invoice.paid'> = (event) => readInvoice(event.data.object.id)

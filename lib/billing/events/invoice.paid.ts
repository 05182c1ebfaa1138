import 'server-only'
import { adoptPayingCard } from '../card/adopt'
import { readInvoiceOf } from '../sync/subscription'
import type { Handler } from './handler'

/**
 * The subscription's grant. `invoice.payment_succeeded` reports the same payment and is only stored. What had been unpaid
 * may have been paid with another card, which then pays the next time too.
 */
export const invoicePaid: Handler<'invoice.paid'> = async (event) => {
  const invoice = event.data.object
  await adoptPayingCard(invoice.id)
  return readInvoiceOf(invoice)
}

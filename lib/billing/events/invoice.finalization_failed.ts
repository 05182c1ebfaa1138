import 'server-only'
import { log } from '@/lib/log'
import { readInvoiceOf } from '../sync/subscription'
import type { Handler } from './handler'

/** Stripe could not make the bill (mostly a tax setting): nobody is charged until the owner repairs it. */
export const invoiceFinalizationFailed: Handler<'invoice.finalization_failed'> = (event) => {
  const invoice = event.data.object
  log.error({ invoiceId: invoice.id }, 'Stripe could not finalise an invoice')
  return readInvoiceOf(invoice)
}

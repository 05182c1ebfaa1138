import 'server-only'
import { log } from '@/lib/log'
import { readInvoice } from '../sync/subscription'
import type { Handler } from './handler'

/** Stripe could not make the bill (mostly a tax setting): nobody is charged until the owner repairs it. */
export const invoiceFinalizationFailed: Handler<'invoice.finalization_failed'> = (event) => {
  const { id } = event.data.object
  log.error({ invoiceId: id }, 'Stripe could not finalise an invoice')
  return readInvoice(id)
}

import 'server-only'
import { readRefundState } from '../sync/refund'
import type { Handler } from './handler'

/** Money was returned, or that changed: mirrored from the charge, whose `amount_refunded` is cumulative. */
export const refundFailed: Handler<'refund.failed'> = (event) =>
  readRefundState(event.data.object.payment_intent)

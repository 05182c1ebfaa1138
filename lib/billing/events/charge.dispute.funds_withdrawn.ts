import 'server-only'
import { readRefundState } from '../sync/refund'
import type { Handler } from './handler'

/** The state of a dispute changed: mirrored from the charge. */
export const chargeDisputeFundsWithdrawn: Handler<'charge.dispute.funds_withdrawn'> = (event) =>
  readRefundState(event.data.object.payment_intent)

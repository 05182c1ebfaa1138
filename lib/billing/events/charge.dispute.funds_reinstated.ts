import 'server-only'
import { readRefundState } from '../sync/refund'
import type { Handler } from './handler'

/** The state of a dispute changed: mirrored from the charge. */
export const chargeDisputeFundsReinstated: Handler<'charge.dispute.funds_reinstated'> = (event) =>
  readRefundState(event.data.object.payment_intent)

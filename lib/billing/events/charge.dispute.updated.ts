import 'server-only'
import { readRefundState } from '../sync/refund'
import type { Handler } from './handler'

/** A dispute moved on: evidence was sent, or an inquiry became a chargeback. */
export const chargeDisputeUpdated: Handler<'charge.dispute.updated'> = (event) =>
  readRefundState(event.data.object.payment_intent)

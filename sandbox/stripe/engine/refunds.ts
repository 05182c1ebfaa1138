import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { StripeFailure, invalidRequest } from '../errors'
import { longId } from '../ids'

export type RefundInput = {
  charge: Stripe.Charge
  /** Minor units; all that is left when absent. */
  amount?: number
  reason?: Stripe.Refund.Reason
  metadata: Stripe.Metadata
}

/** Gives money back, never more than was paid: `amount_refunded` on the charge counts up. */
export async function createRefund(
  context: Context,
  { charge, amount, reason, metadata }: RefundInput,
): Promise<Stripe.Refund> {
  const left = charge.amount - charge.amount_refunded
  if (charge.status !== 'succeeded')
    throw invalidRequest('This charge has not been paid.', { code: 'charge_not_refundable' })
  if (left === 0)
    throw new StripeFailure(400, {
      type: 'invalid_request_error',
      code: 'charge_already_refunded',
      message: `Charge ${charge.id} has already been refunded.`,
    })
  const given = amount ?? left
  if (given < 1)
    throw invalidRequest('Invalid positive integer', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    })
  if (given > left)
    throw invalidRequest(
      `Refund amount (${given}) is greater than unrefunded amount on charge (${left})`,
      { param: 'amount' },
    )
  const refund = await context.store.put<Stripe.Refund>({
    id: longId('re'),
    object: 'refund',
    amount: given,
    balance_transaction: longId('txn'),
    charge: charge.id,
    created: context.now,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: {
        reference_status: 'pending',
        reference_type: 'acquirer_reference_number',
        type: 'refund',
      },
      type: 'card',
    },
    metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  })
  const refunded = charge.amount_refunded + given
  await context.emit('refund.created', refund)
  await context.update('charge.refunded', charge, {
    amount_refunded: refunded,
    refunded: refunded === charge.amount,
  })
  return refund
}

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { StripeFailure, invalidRequest } from '../errors'
import { longId } from '../ids'
import { idOf } from '../objects'
import { moveBalance } from './balance-transactions'
import { closeInquiry } from './disputes'
import { cardOf } from './methods'
import { refundStatus } from './refund-outcomes'
import { money } from './subscription-object'

export type RefundInput = {
  charge: Stripe.Charge
  /** Minor units; all that is left when absent. */
  amount?: number
  reason?: Stripe.Refund.Reason
  metadata: Stripe.Metadata
}

function amountOf(charge: Stripe.Charge, wanted: number | undefined): number {
  const left = charge.amount - charge.amount_refunded
  if (charge.status !== 'succeeded')
    throw invalidRequest('This charge has not been paid.', { code: 'charge_not_refundable' })
  if (left === 0)
    throw new StripeFailure(400, {
      type: 'invalid_request_error',
      code: 'charge_already_refunded',
      message: `Charge ${charge.id} has already been refunded.`,
    })
  const amount = wanted ?? left
  if (amount < 1)
    throw invalidRequest('Invalid positive integer', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    })
  if (amount > left)
    throw invalidRequest(
      `Refund amount (${money(amount, charge.currency)}) is greater than unrefunded amount on charge (${money(left, charge.currency)})`,
      { param: 'amount' },
    )
  return amount
}

async function checkUndisputed({ store }: Context, charge: Stripe.Charge): Promise<void> {
  const disputes = await store.all('dispute', { charge: charge.id })
  if (
    disputes.some(({ is_charge_refundable, status }) => !is_charge_refundable && status !== 'won')
  )
    throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    })
}

/** Gives money back, never more than was paid: `amount_refunded` on the charge counts up. */
export async function createRefund(
  context: Context,
  { charge, amount: wanted, reason, metadata }: RefundInput,
): Promise<Stripe.Refund> {
  const { store, now } = context
  const amount = amountOf(charge, wanted)
  await checkUndisputed(context, charge)
  const id = longId('re')
  const card = await cardOf(context, idOf(charge.payment_method!))
  const isCard = charge.payment_method_details?.type === 'card'
  const status = isCard ? refundStatus(card) : 'pending'
  const taken = await moveBalance(context, {
    amount: -amount,
    currency: charge.currency,
    type: isCard ? 'refund' : 'payment_refund',
    reportingCategory: 'refund',
    source: id,
    description: charge.description && `REFUND FOR CHARGE (${charge.description})`,
  })
  const refund = await store.put<Stripe.Refund>({
    id,
    object: 'refund',
    amount,
    balance_transaction: taken.id,
    charge: charge.id,
    created: now,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: isCard
      ? {
          card: {
            reference_status: 'pending',
            reference_type: 'acquirer_reference_number',
            type: 'refund',
          },
          type: 'card',
        }
      : { type: 'us_bank_transfer' },
    metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    ...(status === 'pending' ? { pending_reason: 'processing' } : {}),
    reason: reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status,
    transfer_reversal: null,
  })
  await store.hide('refund', id, status === 'pending' || card.refund ? { settles: true } : {})
  const refunded = charge.amount_refunded + amount
  await context.emit('refund.created', refund)
  await context.update('charge.refunded', charge, {
    amount_refunded: refunded,
    refunded: refunded === charge.amount,
    ...(reason === 'fraudulent' ? { fraud_details: { user_report: 'fraudulent' } } : {}),
  })
  // Who has the money back has nothing left to ask about.
  if (refunded === charge.amount) await closeInquiry(context, charge.id)
  return refund
}

import type { Stripe } from 'stripe'
import type { TestCard } from '../cards'
import type { Context } from '../context'
import { invalidRequest } from '../errors'
import { idOf } from '../objects'
import { moveBalance } from './balance-transactions'
import type { DueSource } from './timeline'

export const refundOutcomes = ['succeeded', 'failed', 'canceled', 'requires_action'] as const
export type RefundOutcome = (typeof refundOutcomes)[number]

/** How long a bank takes for what it does later. */
const bankSeconds = 60

const possible: Record<string, readonly RefundOutcome[]> = {
  pending: refundOutcomes,
  requires_action: ['succeeded', 'failed', 'canceled'],
  succeeded: ['failed'],
}

export const refundStatus = ({ refund }: Pick<TestCard, 'refund'>) =>
  refund === 'pending' ? 'pending' : 'succeeded'

/** The money stays with us after all: the charge counts as that much less refunded. */
async function takeBack(context: Context, refund: Stripe.Refund): Promise<string> {
  const { store } = context
  const charge = await store.get('charge', idOf(refund.charge!))
  await store.put({
    ...charge,
    amount_refunded: charge.amount_refunded - refund.amount,
    refunded: false,
  })
  const returned = await moveBalance(context, {
    amount: refund.amount,
    currency: refund.currency,
    type: 'refund_failure',
    reportingCategory: 'refund_failure',
    source: refund.id,
    description: 'REFUND FAILURE',
  })
  return returned.id
}

/** What the bank says of a refund later. https://docs.stripe.com/refunds#failed-refunds */
export async function settleRefund(
  context: Context,
  id: string,
  outcome: RefundOutcome,
  failureReason = 'expired_or_canceled_card',
): Promise<Stripe.Refund> {
  const { store } = context
  const refund = await store.get('refund', id)
  if (!possible[refund.status!]?.includes(outcome))
    throw invalidRequest(`A refund that is ${refund.status} can not become ${outcome}.`)
  await store.hide('refund', id, outcome === 'requires_action' ? { settles: true } : {})
  const { pending_reason, ...rest } = refund
  const settled: Stripe.Refund = {
    ...rest,
    status: outcome,
    ...(outcome === 'failed' || outcome === 'canceled'
      ? {
          failure_balance_transaction: await takeBack(context, refund),
          failure_reason: outcome === 'failed' ? failureReason : 'merchant_request',
        }
      : {}),
  }
  const previous = {
    status: refund.status,
    ...(pending_reason ? { pending_reason } : {}),
    ...(settled.failure_reason ? { failure_balance_transaction: null, failure_reason: null } : {}),
  }
  await store.put(settled)
  await context.emit('refund.updated', settled, previous)
  await context.emit('charge.refund.updated', settled, previous)
  if (outcome === 'failed') await context.emit('refund.failed', settled)
  return settled
}

/** Refunds that wait for the bank succeed; those of the card for it fail after all. */
export const dueRefunds: DueSource = async ({ client }, until) => {
  const { rows } = await client.query<{ data: Stripe.Refund }>(
    `select data from stripe_objects
     where object = 'refund' and hidden @> '{"settles": true}' and created <= $1`,
    [until - bankSeconds],
  )
  return rows.map(({ data: { id, created, status } }) => ({
    at: created + bankSeconds,
    id,
    run: async (context) =>
      void (await settleRefund(context, id, status === 'pending' ? 'succeeded' : 'failed')),
  }))
}

import 'server-only'
import { Stripe } from 'stripe'
import { z } from 'zod'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { onBehalf, stripe } from '../stripe'
import { converge } from '../sync/converge'
import { baseOf } from '../sync/payment-intent'
import { readRefundState } from '../sync/refund'

export const refundReasons = ['requested_by_customer', 'duplicate', 'fraudulent'] as const

export const refundInput = z.strictObject({
  paymentId: z.string().regex(/^\w{1,255}$/),
  /** In the currency's smallest unit; left out: all that is left. */
  amountMinor: z.int().positive().optional(),
  reason: z.enum(refundReasons),
  /** For the owner's records; kept at Stripe with the refund. */
  note: z.string().max(500).optional(),
  /** Of one click: the same again is the same refund. */
  requestId: z.uuid().optional(),
})
export type RefundInput = z.infer<typeof refundInput>

export type Refunded = {
  id: string
  status: string
  amountMinor: number
  currency: string
  /** The payment after it. */
  paymentStatus: string
  refundedMinor: number
}

/**
 * Refunds a payment, all of it or a part, and takes its credits back. `actor` is who decided it: an admin's mail address, or
 * `console`. The status follows Stripe: a refund may be pending, and may fail later. Throws `not_found` for an unknown
 * payment, `conflict` where there is nothing to return or Stripe refuses, `provider_failed` when it does not answer.
 */
export async function refundPayment(actor: string, input: RefundInput): Promise<Refunded> {
  const { paymentId, reason, note } = input
  const payment = await db().payment.findUnique({ where: { id: paymentId } })
  if (!payment) throw new AppError('not_found', 'There is no such payment. Nothing was refunded.')
  const { paymentIntentId, amountMinor, refundedMinor, currency } = payment
  const left = Number(amountMinor - refundedMinor)
  if (!paymentIntentId || baseOf(payment.status) !== 'paid' || left === 0)
    throw refused(`The payment is ${payment.status}: there is nothing to return.`)
  const amount = input.amountMinor ?? left
  if (amount > left)
    throw refused(`Only ${left} of ${amountMinor} (${currency}, smallest unit) is left of it.`)
  // Without a click to name it: the same amount again is the same refund until we have heard of that one.
  const known = await db().refund.count({ where: { paymentId } })
  const refund = await create(
    {
      payment_intent: paymentIntentId,
      amount,
      reason,
      metadata: { actor, ...(note && { note }) },
    },
    `refund:${paymentId}:${input.requestId ?? `${known}:${amount}`}`,
  )
  log.info({ refundId: refund.id, paymentId, amount, reason, actor }, 'payment refunded')
  // Written at once instead of waiting for the event, which will only repeat it.
  await onBehalf(converge(() => readRefundState(paymentIntentId)))
  const after = await db().payment.findUniqueOrThrow({ where: { id: paymentId } })
  return {
    id: refund.id,
    status: refund.status ?? 'pending',
    amountMinor: refund.amount,
    currency: refund.currency,
    paymentStatus: after.status,
    refundedMinor: Number(after.refundedMinor),
  }
}

const refused = (why: string, cause?: unknown) =>
  new AppError('conflict', `${why} Nothing was refunded.`, { cause })

async function create(
  params: Stripe.RefundCreateParams,
  idempotencyKey: string,
): Promise<Stripe.Refund> {
  try {
    return await stripe().refunds.create(params, { idempotencyKey })
  } catch (error) {
    // Charged back, refunded in Stripe's dashboard a moment ago, too old: Stripe says which.
    if (error instanceof Stripe.errors.StripeInvalidRequestError)
      throw refused(`Stripe refused: ${error.message.replace(/\.?$/, '.')}`, error)
    return onBehalf(Promise.reject(error))
  }
}

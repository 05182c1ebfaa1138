import 'server-only'
import type Stripe from 'stripe'
import { failureOf, type Failure } from '../declines'
import { fromUnix, stripe } from '../stripe'

/** What a payment intent and its last charge say about a payment of ours. */
export type PaymentFacts = {
  paymentIntentId: string
  createdAt: Date
  receiptUrl: string | null
  /** Why it stands unpaid; `null` while it is under way and once it has succeeded. */
  failure: Failure | null
  refundedMinor: number
  disputed: boolean
}

/** Reads a payment intent with its last charge. */
export async function fetchPaymentIntent(id: string): Promise<Stripe.PaymentIntent> {
  return stripe().paymentIntents.retrieve(id, { expand: ['latest_charge'] })
}

const stopped = new Set<string>(['requires_payment_method', 'canceled'])

export function factsOf(intent: Stripe.PaymentIntent): PaymentFacts {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null
  return {
    paymentIntentId: intent.id,
    createdAt: fromUnix(intent.created),
    receiptUrl: charge?.receipt_url ?? null,
    failure: stopped.has(intent.status) ? failureOf(intent.last_payment_error) : null,
    refundedMinor: charge?.amount_refunded ?? 0,
    disputed: charge?.disputed ?? false,
  }
}

export type BaseStatus = 'pending' | 'paid' | 'failed' | 'void'
export type PaymentStatus = BaseStatus | 'refunded' | 'partially_refunded' | 'disputed'

/** The status shown: what happened to the money after it was paid comes before the payment itself. */
export function paymentStatus(
  base: BaseStatus,
  amountMinor: number,
  facts: PaymentFacts | null,
): PaymentStatus {
  if (base !== 'paid' || !facts) return base
  if (facts.disputed) return 'disputed'
  if (facts.refundedMinor === 0) return 'paid'
  return facts.refundedMinor >= amountMinor ? 'refunded' : 'partially_refunded'
}

import 'server-only'
import type Stripe from 'stripe'
import { failureOf, wantsConfirmation, type Failure } from '../declines'
import { fromUnix, stripe } from '../stripe'
import { stands } from './dispute-policy'

/** What happened to the money after it was paid. */
export type Returns = { refunds: Stripe.Refund[]; disputes: Stripe.Dispute[] }

/** What a payment intent and its last charge say about a payment of ours. */
export type PaymentFacts = {
  paymentIntentId: string
  createdAt: Date
  receiptUrl: string | null
  /** Why it stands unpaid; `null` while it is under way and once it has succeeded. */
  failure: Failure | null
  /** It stands until the customer confirms it with the bank. */
  needsAction: boolean
  refundedMinor: number
  disputed: boolean
  /** `null`: not read, because the charge knows of none. */
  returns: Returns | null
}

export type IntentReading = Stripe.PaymentIntent & { returns?: Returns | null }

const chargeOf = ({ latest_charge }: Stripe.PaymentIntent): Stripe.Charge | null =>
  typeof latest_charge === 'object' ? latest_charge : null

/** Most of a charge's refunds and disputes that are read: far more than any charge has. */
const most = { limit: 1_000 }

async function fetchReturns(payment_intent: string): Promise<Returns> {
  const [refunds, disputes] = await Promise.all([
    stripe().refunds.list({ payment_intent, limit: 100 }).autoPagingToArray(most),
    stripe().disputes.list({ payment_intent, limit: 100 }).autoPagingToArray(most),
  ])
  return { refunds, disputes }
}

/**
 * Reads a payment intent with its last charge, and with that charge's refunds and disputes when it has any, or had
 * (`everything`: a refund that failed leaves no trace on the charge).
 */
export async function fetchPaymentIntent(
  id: string,
  { everything = false } = {},
): Promise<IntentReading> {
  const intent = await stripe().paymentIntents.retrieve(id, { expand: ['latest_charge'] })
  const charge = chargeOf(intent)
  const returned = charge !== null && (charge.amount_refunded > 0 || charge.disputed)
  return Object.assign(intent, { returns: returned || everything ? await fetchReturns(id) : null })
}

const stopped = new Set<string>(['requires_payment_method', 'canceled'])

export function factsOf(intent: IntentReading): PaymentFacts {
  const charge = chargeOf(intent)
  const returns = intent.returns ?? null
  const failure = stopped.has(intent.status) ? failureOf(intent.last_payment_error) : null
  return {
    paymentIntentId: intent.id,
    createdAt: fromUnix(intent.created),
    receiptUrl: charge?.receipt_url ?? null,
    failure,
    needsAction: intent.status === 'requires_action' || wantsConfirmation(failure?.code ?? null),
    refundedMinor: charge?.amount_refunded ?? 0,
    disputed: returns?.disputes.some(({ status }) => stands(status)) ?? false,
    returns,
  }
}

export type BaseStatus = 'pending' | 'paid' | 'failed' | 'void'
export type PaymentStatus = BaseStatus | 'refunded' | 'partially_refunded' | 'disputed'

/** The status shown: what happened to the money after it was paid comes before the payment itself. */
export function paymentStatus(
  base: BaseStatus,
  amountMinor: number,
  facts: Pick<PaymentFacts, 'refundedMinor' | 'disputed'> | null,
): PaymentStatus {
  if (base !== 'paid' || !facts) return base
  if (facts.disputed) return 'disputed'
  if (facts.refundedMinor === 0) return 'paid'
  return facts.refundedMinor >= amountMinor ? 'refunded' : 'partially_refunded'
}

const paidOnce: ReadonlySet<string> = new Set<PaymentStatus>([
  'paid',
  'refunded',
  'partially_refunded',
  'disputed',
])

/** What a payment was before anything happened to its money. */
export const baseOf = (status: string): BaseStatus =>
  paidOnce.has(status) ? 'paid' : (status as BaseStatus)

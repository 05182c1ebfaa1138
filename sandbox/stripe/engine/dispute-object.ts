import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { longId } from '../ids'
import { idOf } from '../objects'

const daySeconds = 86_400
/** Stripe gives between a week and three, by the network; its test disputes, nine days. */
const responseDays = 9

/** Visa's numbers for what is claimed; an inquiry has the whole group's. */
const networkCodes: Record<string, string> = {
  fraudulent: '10.4',
  product_not_received: '13.1',
  product_unacceptable: '13.3',
  credit_not_processed: '13.6',
  subscription_canceled: '13.2',
  duplicate: '12.6.1',
}

const noEvidence: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
}

export type DisputeInput = { amount: number; reason: string; inquiry: boolean }

export function buildDispute(
  { now }: Context,
  charge: Stripe.Charge,
  { amount, reason, inquiry }: DisputeInput,
): Stripe.Dispute {
  const { billing_details: billing, payment_method_details: details } = charge
  const code = networkCodes[reason] ?? null
  return {
    id: longId('du'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: {
      ...noEvidence,
      billing_address: billing.address?.postal_code
        ? `${billing.address.postal_code}, ${billing.address.country ?? ''}`
        : null,
      customer_email_address: billing.email,
      customer_name: billing.name,
    },
    evidence_details: {
      due_by: now + responseDays * daySeconds,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: inquiry,
    livemode: false,
    metadata: {},
    network_reason_code: inquiry ? (code?.split('.')[0] ?? null) : code,
    payment_intent: charge.payment_intent && idOf(charge.payment_intent),
    payment_method_details: details?.card
      ? {
          type: 'card',
          card: {
            brand: details.card.brand ?? 'visa',
            case_type: inquiry ? 'inquiry' : 'chargeback',
            network: details.card.network ?? 'visa',
            network_reason_code: inquiry ? (code?.split('.')[0] ?? null) : code,
          },
        }
      : undefined,
    reason,
    status: inquiry ? 'warning_needs_response' : 'needs_response',
  }
}

export type TextEvidence = Partial<
  Record<Exclude<keyof Stripe.Dispute.Evidence, 'appeal' | 'enhanced_evidence'>, string>
>

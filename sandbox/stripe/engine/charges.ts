import type { Stripe } from 'stripe'
import { authenticationRequired, type Decline } from '../cards'
import type { Context } from '../context'
import { longId } from '../ids'
import { moveBalance, processingFee } from './balance-transactions'

function outcomeOf(decline: Decline | undefined): Stripe.Charge.Outcome {
  const common = {
    network_advice_code: null,
    network_decline_code: decline ? '01' : null,
    risk_level: 'normal',
    risk_score: 12,
  }
  return decline
    ? {
        ...common,
        advice_code: decline.adviceCode ?? null,
        network_status: 'declined_by_network',
        reason: decline.declineCode ?? decline.code,
        seller_message: 'The bank did not return any further details with this decline.',
        type: 'issuer_declined',
      }
    : {
        ...common,
        advice_code: null,
        network_status: 'approved_by_network',
        reason: null,
        seller_message: 'Payment complete.',
        type: 'authorized',
      }
}

function cardDetails(
  intent: Stripe.PaymentIntent,
  { card }: Stripe.PaymentMethod,
): Stripe.Charge.PaymentMethodDetails.Card | undefined {
  if (!card) return undefined
  return {
    amount_authorized: intent.amount,
    authorization_code: null,
    brand: card.brand,
    checks: {
      address_line1_check: card.checks?.address_line1_check ?? null,
      address_postal_code_check: card.checks?.address_postal_code_check ?? null,
      cvc_check: card.checks?.cvc_check ?? null,
    },
    country: card.country,
    electronic_commerce_indicator: null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: card.fingerprint,
    funding: card.funding,
    installments: null,
    last4: card.last4,
    mandate: null,
    network: card.brand,
    network_transaction_id: null,
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  }
}

function detailsOf(
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
): Stripe.Charge.PaymentMethodDetails {
  const bank = method.us_bank_account
  if (!bank) return { type: 'card', card: cardDetails(intent, method) }
  const { account_holder_type, account_type, bank_name, fingerprint, last4, routing_number } = bank
  return {
    type: 'us_bank_account',
    us_bank_account: {
      account_holder_type,
      account_type,
      bank_name,
      fingerprint,
      last4,
      payment_reference: null,
      routing_number,
    },
  }
}

export const receive = (
  context: Context,
  source: string,
  intent: Stripe.PaymentIntent,
  type: 'charge' | 'payment' = 'charge',
) =>
  moveBalance(context, {
    amount: intent.amount,
    currency: intent.currency,
    type,
    reportingCategory: 'charge',
    source,
    description: intent.description,
    fee: processingFee(intent.amount),
  })

/** The charge of one attempt, paid, declined or under way. The caller says it happened, after the payment intent is up to date. */
export async function createCharge(
  context: Context,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  ended?: Decline | 'pending',
): Promise<Stripe.Charge> {
  const { store, now, origin } = context
  const id = longId('ch')
  const decline = ended === 'pending' ? undefined : ended
  const paid = ended === undefined
  const received = paid ? await receive(context, id, intent) : null
  return store.put<Stripe.Charge>({
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: paid ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: received?.id ?? null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'TOLLGATE SANDBOX',
    captured: paid,
    created: now,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome:
      decline === authenticationRequired
        ? { ...outcomeOf(decline), network_decline_code: '65' }
        : outcomeOf(decline),
    paid,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: detailsOf(intent, method),
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: paid ? `${origin}/pay/r/${id}` : null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: ended === 'pending' ? 'pending' : paid ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  })
}

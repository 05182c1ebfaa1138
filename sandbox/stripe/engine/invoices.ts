import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { longId } from '../ids'
import { listOf } from '../objects'
import { amountOff, spread } from './discounts'
import { buildLine, type LineInput } from './invoice-line'

export type InvoiceInput = {
  customer: Stripe.Customer
  currency: string
  lines: LineInput[]
  billingReason: Stripe.Invoice.BillingReason
  subscription?: Stripe.Subscription
  discount?: { coupon: Stripe.Coupon; discount: Stripe.Discount }
  metadata?: Stripe.Metadata
  description?: string | null
}

/** A draft with its lines and sums. Nobody owes anything before it is finalized. */
export async function createInvoice(
  context: Context,
  input: InvoiceInput,
): Promise<Stripe.Invoice> {
  const { now } = context
  const { customer, currency, subscription, discount } = input
  const id = longId('in')
  const subtotal = input.lines.reduce((sum, line) => sum + line.amount, 0)
  const off = discount ? amountOff(discount.coupon, Math.max(subtotal, 0)) : 0
  const shares = spread(
    off,
    input.lines.map((line) => line.amount),
  )
  const lines = input.lines.map((line, index) =>
    buildLine(
      id,
      currency,
      line,
      discount ? [{ id: discount.discount.id, amount: shares[index]! }] : [],
    ),
  )
  const total = subtotal - off
  const period = subscription?.items.data[0]
  return context.create<Stripe.Invoice>('invoice.created', {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Sandbox',
    account_tax_ids: null,
    amount_due: Math.max(total, 0),
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: Math.max(total, 0),
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: false,
    automatic_tax: {
      disabled_reason: null,
      enabled: false,
      liability: null,
      provider: null,
      status: null,
    },
    automatically_finalizes_at: null,
    billing_reason: input.billingReason,
    collection_method: 'charge_automatically',
    created: now,
    currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: customer.shipping,
    customer_tax_exempt: customer.tax_exempt ?? 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: input.description ?? null,
    discounts: discount ? [discount.discount.id] : [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: listOf(`/v1/invoices/${id}/lines`, lines),
    livemode: false,
    metadata: input.metadata ?? {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: subscription
      ? {
          type: 'subscription_details',
          quote_details: null,
          subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
        }
      : null,
    payment_settings: {
      default_mandate: null,
      payment_method_options: null,
      payment_method_types: null,
    },
    // A first invoice bills the period to come, so its own period is the moment it was made.
    period_end:
      input.billingReason === 'subscription_cycle' && period ? period.current_period_start : now,
    period_start: now,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: {
      finalized_at: null,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    subtotal,
    subtotal_excluding_tax: subtotal,
    test_clock: null,
    total,
    total_discount_amounts: discount ? [{ amount: off, discount: discount.discount.id }] : [],
    total_excluding_tax: total,
    total_pretax_credit_amounts: discount
      ? [{ amount: off, discount: discount.discount.id, type: 'discount' }]
      : [],
    total_taxes: [],
    webhooks_delivered_at: now,
  })
}

export async function voidInvoice(
  context: Context,
  invoice: Stripe.Invoice,
): Promise<Stripe.Invoice> {
  const voided: Stripe.Invoice = {
    ...invoice,
    status: 'void',
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, voided_at: context.now },
  }
  await context.store.put(voided)
  await context.emit('invoice.voided', voided)
  return voided
}

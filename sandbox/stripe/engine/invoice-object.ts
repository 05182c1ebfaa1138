import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { longId } from '../ids'
import { listOf } from '../objects'
import { applyBalance } from './balance'
import { amountOff, spread } from './discounts'
import { buildLine, type LineInput } from './invoice-line'
import { exclusiveOf, inclusiveOf, subtotalWithoutTax, taxesOf, totalTaxes } from './taxes'

export type InvoiceInput = {
  customer: Stripe.Customer
  currency: string
  lines: LineInput[]
  billingReason: Stripe.Invoice.BillingReason
  subscription?: Stripe.Subscription
  discount?: { coupon: Stripe.Coupon; discount: Stripe.Discount }
  metadata?: Stripe.Metadata
  description?: string | null
  /** The moment its prorations are counted from, in Unix seconds. */
  prorationDate?: number
  /** Drawn unless given. */
  id?: string
  /** What else is asked of it. */
  values?: Partial<Stripe.Invoice>
  /** When the draft is finalized by itself, in Unix seconds; left out, somebody does it. */
  finalizesAt?: number
}

/** What a discount takes off each line. Prorations have theirs in the amount already. */
function sharesOf({ lines, discount }: InvoiceInput): number[] {
  const open = lines.map((line) => (line.proration ? 0 : line.amount))
  const subtotal = open.reduce((sum, amount) => sum + amount, 0)
  return spread(discount ? amountOff(discount.coupon, Math.max(subtotal, 0)) : 0, open)
}

/** A draft with its lines and sums, kept nowhere. */
export function buildInvoice({ now }: Pick<Context, 'now'>, input: InvoiceInput): Stripe.Invoice {
  const { customer, currency, subscription, discount, id = longId('in') } = input
  const subtotal = input.lines.reduce((sum, line) => sum + line.amount, 0)
  const shares = sharesOf(input)
  const off = shares.reduce((sum, share) => sum + share, 0)
  const rates = subscription?.default_tax_rates ?? []
  const lines = input.lines.map((line, index) => ({
    ...buildLine(
      id,
      currency,
      line,
      discount && !line.proration ? [{ id: discount.discount.id, amount: shares[index]! }] : [],
    ),
    taxes: taxesOf(line.amount - shares[index]!, rates, customer.tax_exempt),
  }))
  const taxes = totalTaxes(lines)
  const total = subtotal - off + exclusiveOf(taxes)
  const balance = applyBalance(total, customer.balance)
  const included = input.lines.flatMap((line) => line.proration?.discounts ?? [])
  const discounts = [...new Set([...(discount ? [discount.discount.id] : []), ...included])]
  const period = subscription?.items.data[0]
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Sandbox',
    account_tax_ids: null,
    amount_due: balance.due,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: balance.due,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: input.finalizesAt !== undefined,
    automatic_tax: {
      disabled_reason: null,
      enabled: subscription?.automatic_tax.enabled ?? false,
      liability: null,
      provider: null,
      status: null,
    },
    automatically_finalizes_at: input.finalizesAt ?? null,
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
    default_tax_rates: rates,
    description: input.description ?? null,
    discounts,
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
          subscription_details: {
            metadata: subscription.metadata,
            subscription: subscription.id,
            ...(input.prorationDate !== undefined && {
              subscription_proration_date: input.prorationDate,
            }),
          },
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
    starting_balance: customer.balance,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: {
      finalized_at: null,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    subtotal,
    subtotal_excluding_tax: subtotalWithoutTax(
      input.lines.map((line) => line.amount),
      rates,
    ),
    test_clock: customer.test_clock ?? null,
    total,
    total_discount_amounts: discounts.map((one) => ({
      amount: one === discount?.discount.id ? off : 0,
      discount: one,
    })),
    total_excluding_tax: total - inclusiveOf(taxes) - exclusiveOf(taxes),
    total_pretax_credit_amounts: discount
      ? [{ amount: off, discount: discount.discount.id, type: 'discount' }]
      : [],
    total_taxes: taxes,
    webhooks_delivered_at: now,
    ...input.values,
  }
}

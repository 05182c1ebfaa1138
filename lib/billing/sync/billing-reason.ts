import 'server-only'
import type Stripe from 'stripe'
import { log } from '@/lib/log'

type BillingReason =
  | 'subscription_create'
  | 'subscription_cycle'
  | 'subscription_update'
  | 'subscription_threshold'
  | 'subscription'
  | 'automatic_pending_invoice_item_invoice'
  | 'manual'
  | 'quote_accept'
  | 'upcoming'

/** Which paid invoices buy credits: not every one is a renewal. A change buys what its lines say: parts, or a new period. */
const grantsPeriod: Record<BillingReason, boolean> = {
  subscription_create: true,
  subscription_cycle: true,
  subscription_update: true,
  subscription_threshold: false,
  subscription: false,
  automatic_pending_invoice_item_invoice: false,
  manual: false,
  quote_accept: false,
  upcoming: false,
}

export function buysPeriod(invoice: Stripe.Invoice): boolean {
  const reason = invoice.billing_reason
  if (reason !== null && Object.hasOwn(grantsPeriod, reason))
    return grantsPeriod[reason as BillingReason]
  log.error({ invoiceId: invoice.id, reason }, 'unknown billing reason: nothing is granted for it')
  return false
}

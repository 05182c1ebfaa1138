import 'server-only'
import type Stripe from 'stripe'
import { plans } from '@/lib/catalogue'
import { setAllowance } from '@/lib/credits'
import { credits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'
import { log } from '@/lib/log'
import type { Owner } from '../customer'
import { describePlan } from '../items'
import { mailConfirmation, mailFailure, mailSubscriptionStarted } from '../mails'
import type { SoldPlan } from '../prices'
import { fromUnix, idOf } from '../stripe'
import { allowanceKey, type InvoiceReading, type PlanLine } from './invoice-reading'
import { paymentStatus, type BaseStatus } from './payment-intent'
import { writePayment } from './payment-row'

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

/** What a paid invoice buys. Only the first one and a renewal buy a period: not every paid invoice is a renewal. */
const grantsPeriod: Record<BillingReason, boolean> = {
  subscription_create: true,
  subscription_cycle: true,
  subscription_update: false,
  subscription_threshold: false,
  subscription: false,
  automatic_pending_invoice_item_invoice: false,
  manual: false,
  quote_accept: false,
  upcoming: false,
}

function buysPeriod(invoice: Stripe.Invoice): boolean {
  const reason = invoice.billing_reason
  if (reason !== null && Object.hasOwn(grantsPeriod, reason))
    return grantsPeriod[reason as BillingReason]
  log.error({ invoiceId: invoice.id, reason }, 'unknown billing reason: nothing is granted for it')
  return false
}

const baseStatuses: Record<'open' | 'paid' | 'uncollectible' | 'void', BaseStatus> = {
  open: 'pending',
  paid: 'paid',
  uncollectible: 'failed',
  void: 'void',
}

function baseStatusOf({ invoice, facts }: InvoiceReading): BaseStatus | null {
  if (invoice.status === null || !Object.hasOwn(baseStatuses, invoice.status)) return null
  const base = baseStatuses[invoice.status as keyof typeof baseStatuses]
  return base === 'pending' && facts?.failure ? 'failed' : base
}

type Circumstances = { duplicate: boolean; readAt: Date }

/** Writes the payment and, when the invoice is paid, the credits of its periods. Returns the line for the log. */
export async function writeInvoice(
  tx: Db,
  owner: Owner,
  reading: InvoiceReading,
  { duplicate, readAt }: Circumstances,
): Promise<string> {
  const { invoice, planLines, facts } = reading
  const base = baseStatusOf(reading)
  // A trial's line of 0 is no payment and buys nothing.
  const first = planLines.find(({ line }) => line.amount > 0)
  if (base === null || !first) return `invoice ${invoice.id} is ${invoice.status}, nothing to write`
  const description = describePlan(first.sold.planKey, first.sold.interval)
  const amountMinor = base === 'paid' ? invoice.amount_paid : invoice.amount_due
  const failure = base === 'failed' ? facts?.failure : null
  await writePayment(
    tx,
    {
      id: invoice.id,
      userId: owner.userId,
      kind: 'subscription',
      itemKey: first.sold.planKey,
      description,
      amountMinor,
      refundedMinor: facts?.refundedMinor ?? 0,
      currency: invoice.currency,
      status: paymentStatus(base, amountMinor, facts),
      failureCode: failure?.code ?? null,
      failureMessage: failure?.message ?? null,
      invoiceId: invoice.id,
      subscriptionId: idOf(invoice.parent?.subscription_details?.subscription),
      paymentIntentId: facts?.paymentIntentId ?? null,
      hostedInvoiceUrl: invoice.hosted_invoice_url ?? null,
      receiptUrl: facts?.receiptUrl ?? null,
      createdAt: fromUnix(invoice.created),
    },
    readAt,
  )
  if (base === 'failed') await mailFailedRenewal(tx, owner, invoice, description, failure?.message)
  if (base !== 'paid') return `invoice ${invoice.id} is ${base}`
  if (duplicate) return `invoice ${invoice.id} paid a duplicate subscription, nothing granted`
  if (!buysPeriod(invoice))
    return `invoice ${invoice.id} is paid (${invoice.billing_reason}), no period granted`
  for (const { line, sold } of planLines) await grantPeriod(tx, owner, invoice, line, sold)
  await mailPaid(tx, owner, reading, first)
  return `invoice ${invoice.id} is paid: ${description}`
}

async function mailPaid(
  tx: Db,
  owner: Owner,
  { invoice, facts }: InvoiceReading,
  { line, sold }: PlanLine,
): Promise<void> {
  const { id: paymentId, amount_paid: amountMinor, currency } = invoice
  if (invoice.billing_reason === 'subscription_create') {
    const renewsAt = fromUnix(line.period.end)
    await mailSubscriptionStarted(tx, owner, { paymentId, sold, amountMinor, currency, renewsAt })
    return
  }
  await mailConfirmation(tx, owner, {
    paymentId,
    description: describePlan(sold.planKey, sold.interval),
    amountMinor,
    currency,
    creditsAdded: plans[sold.planKey].creditsPerMonth,
    receiptUrl: invoice.hosted_invoice_url ?? facts?.receiptUrl ?? null,
  })
}

/** Nobody is looking when a renewal fails; who fails at the checkout page reads why on it. */
async function mailFailedRenewal(
  tx: Db,
  owner: Owner,
  invoice: Stripe.Invoice,
  description: string,
  reason: string | undefined,
): Promise<void> {
  if (invoice.billing_reason !== 'subscription_cycle') return
  await mailFailure(tx, owner, {
    paymentId: invoice.id,
    description,
    attempt: invoice.attempt_count,
    reason,
    retryUrl: invoice.hosted_invoice_url,
  })
}

/**
 * The credits of one paid line. Keyed by the line, so the same invoice under any number of events grants once. Credits
 * come from the plan, never from the amount: discounts and taxes do not change them.
 */
async function grantPeriod(
  tx: Db,
  owner: Owner,
  invoice: Stripe.Invoice,
  line: Stripe.InvoiceLineItem,
  sold: SoldPlan,
): Promise<void> {
  if (line.amount <= 0) return
  const plan = plans[sold.planKey]
  await setAllowance(tx, {
    userId: owner.userId,
    sourceKey: allowanceKey(line),
    amount: credits(plan.creditsPerMonth * (line.quantity ?? 1)),
    anchor: fromUnix(line.period.start),
    until: fromUnix(line.period.end),
    rolloverCap: credits(plan.rolloverCap),
    reason: describePlan(sold.planKey, sold.interval),
    paidBy: invoice.id,
  })
}

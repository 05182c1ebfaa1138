import 'server-only'
import { creditsPaidBy } from '@/lib/credits'
import type { Db } from '@/lib/db'
import { grantHistory } from '../changes/grant'
import type { Owner } from '../customer'
import { describePlan } from '../items'
import { mailConfirmation, mailRenewal, mailSubscriptionStarted } from '../mails'
import { fromUnix, idOf } from '../stripe'
import { lastOverage } from '../overage/kind'
import { buysPeriod } from './billing-reason'
import { grantPeriod } from './grant-period'
import type { InvoiceReading, PlanLine } from './invoice-reading'
import { paymentStatus, type BaseStatus } from './payment-intent'
import { writePayment } from './payment-row'
import { writeReturns } from './returns'

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

type Circumstances = {
  duplicate: boolean
  /** It stood unpaid, and its owner was written to: that it is paid is told by dunning. */
  dunned: boolean
  /** When its subscription's trial ended or will end. */
  trialEnd: Date | null
  readAt: Date
}

/** Writes the payment and, when the invoice is paid, the credits of its periods. Returns the line for the log. */
export async function writeInvoice(
  tx: Db,
  owner: Owner,
  reading: InvoiceReading,
  { duplicate, dunned, trialEnd, readAt }: Circumstances,
): Promise<string> {
  const { invoice, planLines, facts } = reading
  const base = baseStatusOf(reading)
  const first = soldBy(reading)
  if (base === null || !(first || billsOverage(reading)))
    return `invoice ${invoice.id} is ${invoice.status}, nothing to write`
  const description = first ? descriptionOf(reading, first) : 'Overage'
  const amountMinor = base === 'paid' ? invoice.amount_paid : invoice.amount_due
  const failure = base === 'failed' ? facts?.failure : null
  const payment = await writePayment(
    tx,
    {
      id: invoice.id,
      userId: owner.userId,
      kind: 'subscription',
      itemKey: first?.sold.planKey ?? 'overage',
      description,
      amountMinor,
      refundedMinor: facts?.refundedMinor ?? 0,
      totalMinor: invoice.total,
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
  if (base !== 'paid') return `invoice ${invoice.id} is ${base}`
  // After the grants, so that money which was returned before the payment was heard of takes its credits along.
  const returns = () => (facts ? writeReturns(tx, owner, payment, facts, readAt) : 'no money moved')
  if (duplicate)
    return `invoice ${invoice.id} paid a duplicate subscription, nothing granted; ${await returns()}`
  if (!first) {
    await mailOverage(tx, owner, reading)
    return `invoice ${invoice.id} is paid: ${description}; ${await returns()}`
  }
  if (!buysPeriod(invoice))
    return `invoice ${invoice.id} is paid (${invoice.billing_reason}), no period granted; ${await returns()}`
  if (reading.history.length > 0) await grantHistory(tx, owner, reading.history)
  for (const { line, sold } of planLines) await grantPeriod(tx, owner, invoice.id, line, sold)
  if (!dunned) await mailPaid(tx, owner, reading, first, trialEnd)
  return `invoice ${invoice.id} is paid: ${description}; ${await returns()}`
}

/** What the invoice is for: the plan whose period, or part of one, it charges. A trial's line of 0 is no payment. */
function soldBy({ planLines, prorations }: InvoiceReading): PlanLine | undefined {
  const charges = ({ line }: PlanLine) => line.amount > 0
  return planLines.find(charges) ?? prorations.findLast(charges)
}

/** The last invoice of a plan that has ended holds what was used past the balance, and no plan. */
const billsOverage = ({ invoice }: InvoiceReading): boolean =>
  invoice.metadata?.kind === lastOverage ||
  invoice.lines.data.some(
    ({ amount, parent }) => amount > 0 && parent?.type === 'subscription_item_details',
  )

async function mailOverage(tx: Db, owner: Owner, { invoice, facts }: InvoiceReading) {
  await mailConfirmation(tx, owner, {
    paymentId: invoice.id,
    description: 'Overage',
    amountMinor: invoice.amount_paid,
    currency: invoice.currency,
    creditsAdded: 0,
    receiptUrl: invoice.hosted_invoice_url ?? facts?.receiptUrl ?? null,
  })
}

function descriptionOf({ invoice }: InvoiceReading, { sold }: PlanLine): string {
  const plan = describePlan(sold.planKey, sold.interval)
  return invoice.billing_reason === 'subscription_update' ? `Change to ${plan}` : plan
}

async function mailPaid(
  tx: Db,
  owner: Owner,
  reading: InvoiceReading,
  first: PlanLine,
  trialEnd: Date | null,
): Promise<void> {
  const { invoice, facts } = reading
  const { line, sold } = first
  const { id: paymentId, amount_paid: amountMinor, currency } = invoice
  // A change that cost nothing, or gave money back, is no payment to confirm.
  if (invoice.billing_reason === 'subscription_update' && amountMinor === 0) return
  const receiptUrl = invoice.hosted_invoice_url ?? facts?.receiptUrl ?? null
  const period = { paymentId, sold, amountMinor, currency, renewsAt: fromUnix(line.period.end) }
  // To Stripe the first period after a trial is a renewal.
  const afterTrial = fromUnix(line.period.start).getTime() === trialEnd?.getTime()
  if (invoice.billing_reason === 'subscription_create' || afterTrial)
    return mailSubscriptionStarted(tx, owner, period)
  if (invoice.billing_reason === 'subscription_cycle')
    return mailRenewal(tx, owner, { ...period, receiptUrl })
  await mailConfirmation(tx, owner, {
    paymentId,
    description: descriptionOf(reading, first),
    amountMinor,
    currency,
    creditsAdded: await creditsPaidBy(tx, owner.userId, invoice.id),
    receiptUrl,
  })
}

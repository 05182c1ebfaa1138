import 'server-only'
import type Stripe from 'stripe'
import { planOfPriceId, type SoldPlan } from '../prices'
import { idOf, stripe } from '../stripe'
import { buysPeriod } from './billing-reason'
import { factsOf, fetchPaymentIntent, type PaymentFacts } from './payment-intent'

export type PlanLine = { line: Stripe.InvoiceLineItem; sold: SoldPlan }

/** What of a paid invoice bears on credits: whole periods of a plan, and prorations between plans. */
export type BilledLines = { invoiceId: string; periods: PlanLine[]; prorations: PlanLine[] }

export type InvoiceReading = {
  invoice: Stripe.Invoice
  /** The lines that sell a plan's whole period; neither prorations nor anything outside the catalogue. */
  planLines: PlanLine[]
  /** The lines that charge for a part of a period, or give it back. */
  prorations: PlanLine[]
  /** With prorations: what the subscription's paid invoices billed so far, oldest first. A change builds on those before it. */
  history: BilledLines[]
  facts: PaymentFacts | null
}

/** Reads an invoice with its subscription, its lines and the payment intent that pays it. */
export async function fetchInvoice(id: string): Promise<InvoiceReading> {
  const expand = ['payments', 'parent.subscription_details.subscription']
  return readingOf(await stripe().invoices.retrieve(id, { expand }))
}

/** The same of an invoice that has just been read with its payments. */
export async function readingOf(invoice: Stripe.Invoice): Promise<InvoiceReading> {
  const intents = (invoice.payments?.data ?? [])
    .toSorted((a, b) => Number(b.is_default) - Number(a.is_default))
    .map(({ payment }) => idOf(payment.payment_intent))
  const intentId = intents.find((intent) => intent !== null)
  const [facts, { periods, prorations }] = await Promise.all([
    intentId ? fetchPaymentIntent(intentId).then(factsOf) : null,
    allLines(invoice).then(linesOfPlans),
  ])
  const subscription = idOf(invoice.parent?.subscription_details?.subscription)
  const isChange = invoice.status === 'paid' && prorations.length > 0
  const history = isChange && subscription ? await fetchHistory(subscription) : []
  return { invoice, planLines: periods, prorations, history, facts }
}

/** The lines of an invoice, or of its preview, that bear on credits. */
export const linesOfInvoice = async (invoice: Stripe.Invoice) =>
  linesOfPlans(await allLines(invoice))

/** What a subscription's paid invoices billed, oldest first. */
async function fetchHistory(subscription: string): Promise<BilledLines[]> {
  const invoices = await stripe()
    .invoices.list({ subscription, status: 'paid', limit: 100 })
    .autoPagingToArray({ limit: 1_000 })
  const buying = invoices.filter(buysPeriod).toReversed()
  const billed = buying.map(async (invoice) => ({
    invoiceId: invoice.id,
    ...(await linesOfPlans(await allLines(invoice))),
  }))
  return Promise.all(billed)
}

/** The lines for plans that a subscription was ever billed for, whole periods and parts, on whichever invoice. */
export async function fetchPlanLines(subscription: string): Promise<PlanLine[]> {
  const invoices = await stripe()
    .invoices.list({ subscription, limit: 100 })
    .autoPagingToArray({ limit: 1_000 })
  const lines = await Promise.all(invoices.map(allLines))
  const { periods, prorations } = await linesOfPlans(lines.flat())
  return [...periods, ...prorations]
}

/** An invoice carries its first ten lines; more are fetched. */
async function allLines(invoice: Stripe.Invoice): Promise<Stripe.InvoiceLineItem[]> {
  if (!invoice.lines.has_more) return invoice.lines.data
  return stripe().invoices.listLineItems(invoice.id).autoPagingToArray({ limit: 1_000 })
}

async function linesOfPlans(
  lines: Stripe.InvoiceLineItem[],
): Promise<{ periods: PlanLine[]; prorations: PlanLine[] }> {
  const found = { periods: [] as PlanLine[], prorations: [] as PlanLine[] }
  for (const line of lines) {
    const priceId = idOf(line.pricing?.price_details?.price)
    const isProration =
      line.parent?.subscription_item_details?.proration ??
      line.parent?.invoice_item_details?.proration ??
      false
    const sold = priceId ? await planOfPriceId(priceId) : null
    if (sold) found[isProration ? 'prorations' : 'periods'].push({ line, sold })
  }
  return found
}

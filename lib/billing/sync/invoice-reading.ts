import 'server-only'
import type Stripe from 'stripe'
import { planOfPriceId, type SoldPlan } from '../prices'
import { idOf, stripe } from '../stripe'
import { factsOf, fetchPaymentIntent, type PaymentFacts } from './payment-intent'

export type PlanLine = { line: Stripe.InvoiceLineItem; sold: SoldPlan }

export type InvoiceReading = {
  invoice: Stripe.Invoice
  /** The lines that sell a plan's whole period; neither prorations nor anything outside the catalogue. */
  planLines: PlanLine[]
  facts: PaymentFacts | null
}

/** Reads an invoice with its lines and the payment intent that pays it. */
export async function fetchInvoice(id: string): Promise<InvoiceReading> {
  const invoice = await stripe().invoices.retrieve(id, { expand: ['payments'] })
  const intents = (invoice.payments?.data ?? [])
    .toSorted((a, b) => Number(b.is_default) - Number(a.is_default))
    .map(({ payment }) => idOf(payment.payment_intent))
  const intentId = intents.find((intent) => intent !== null)
  const [facts, planLines] = await Promise.all([
    intentId ? fetchPaymentIntent(intentId).then(factsOf) : null,
    allLines(invoice).then(linesOfPlans),
  ])
  return { invoice, planLines, facts }
}

/** The periods of plans that a subscription was ever billed for, on whichever invoice. */
export async function fetchPlanLines(subscription: string): Promise<PlanLine[]> {
  const invoices = await stripe()
    .invoices.list({ subscription, limit: 100 })
    .autoPagingToArray({ limit: 1_000 })
  const lines = await Promise.all(invoices.map(allLines))
  return linesOfPlans(lines.flat())
}

/** An invoice carries its first ten lines; more are fetched. */
async function allLines(invoice: Stripe.Invoice): Promise<Stripe.InvoiceLineItem[]> {
  if (!invoice.lines.has_more) return invoice.lines.data
  return stripe().invoices.listLineItems(invoice.id).autoPagingToArray({ limit: 1_000 })
}

async function linesOfPlans(lines: Stripe.InvoiceLineItem[]): Promise<PlanLine[]> {
  const found: PlanLine[] = []
  for (const line of lines) {
    const priceId = idOf(line.pricing?.price_details?.price)
    const isProration =
      line.parent?.subscription_item_details?.proration ??
      line.parent?.invoice_item_details?.proration ??
      false
    const sold = priceId && !isProration ? await planOfPriceId(priceId) : null
    if (sold) found.push({ line, sold })
  }
  return found
}

export const allowanceKey = (line: Stripe.InvoiceLineItem) => `invoice_line:${line.id}`

import 'server-only'
import type Stripe from 'stripe'
import type { BilledLines, PlanLine } from '../sync/invoice-reading'
import type { Part, PlanChange } from './arithmetic'
import { monthsAfter, type Span } from './months'

/** A proration that gives money back names what it credits; one of nothing can only be told by that. */
function isCredit({ amount, parent }: Stripe.InvoiceLineItem): boolean {
  if (amount !== 0) return amount < 0
  const details = parent?.subscription_item_details ?? parent?.invoice_item_details
  return (details?.proration_details?.credited_items ?? null) !== null
}

const partOf = ({ line, sold }: PlanLine): Part => ({
  lineId: line.id,
  sold,
  quantity: line.quantity ?? 1,
})

const spansMonths = { month: 1, year: 12 } as const

/**
 * The changes of plan among an invoice's prorations, oldest first: what credits and charges the same part of a period belongs
 * together. `periods` are those that were billed whole; the one a change is part of is known by its end.
 */
export function changesOf(prorations: PlanLine[], periods: readonly Span[]): PlanChange[] {
  const groups = Object.groupBy(
    prorations,
    ({ line: { period } }) => `${period.start}:${period.end}`,
  )
  return Object.values(groups)
    .flatMap((lines = []) => {
      const [first] = lines
      if (!first) return []
      const span: Span = { start: first.line.period.start, end: first.line.period.end }
      const credited = lines.filter(({ line }) => isCredit(line))
      const charged = lines.filter(({ line }) => !isCredit(line))
      const whole = periods.find(({ start, end }) => end === span.end && start <= span.start) ?? {
        start: monthsAfter(span.end, -spansMonths[first.sold.interval]),
        end: span.end,
      }
      return [{ span, whole, credited: credited.map(partOf), charged: charged.map(partOf) }]
    })
    .toSorted((a, b) => a.span.start - b.span.start)
}

/** The whole periods that a subscription was billed for. */
export const periodsOf = (history: readonly BilledLines[]): Span[] =>
  history.flatMap(({ periods }) => periods.map(({ line }) => line.period))

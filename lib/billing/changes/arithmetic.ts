import { plans } from '@/lib/catalogue'
import { credits } from '@/lib/credits/unit'
import type { SoldPlan } from '../prices'
import { monthAt, type Span } from './months'

/** A part of a paid period that an invoice charges for, or gives back. */
export type Part = { lineId: string; sold: SoldPlan; quantity: number }

/**
 * What one change of plan moved: from `span.start` to `span.end`, the end of a period that was paid for whole, some plans were
 * credited and others charged. No charge: the period was ended, and another one began instead.
 */
export type PlanChange = { span: Span; whole: Span; credited: Part[]; charged: Part[] }

export type Outcome = {
  /** Micro-credits that the rest of the running month gains; negative: that it loses. */
  now: bigint
  /** Unix seconds: when the running month is over. */
  monthEnd: number
  /** From then on, what the later months of the period bring; `null`: no month follows, or the period was ended. */
  later: { part: Part; span: Span } | null
  /** The monthly right that was running grants nothing more. */
  endsRight: boolean
}

const monthly = (parts: Part[]): bigint =>
  parts.reduce(
    (sum, { sold, quantity }) =>
      sum + BigInt(credits(plans[sold.planKey].creditsPerMonth)) * BigInt(quantity),
    0n,
  )

/** The part of an amount for the seconds left; what is not whole goes to the house, so that no loop gains. */
function partOf(amount: bigint, left: bigint, whole: bigint): bigint {
  if (left <= 0n) return 0n
  const product = amount * left
  const down = product / whole
  return product < 0n && down * whole !== product ? down - 1n : down
}

/**
 * The credits of a change, from the plans and the time alone: amounts of money, with their discounts and taxes, are no part of
 * it. The running month gets the difference for the time that was charged; of a year, the later months get the new plan whole.
 */
export function outcomeOf({ span, whole, credited, charged }: PlanChange): Outcome {
  const month = monthAt(whole, span.start)
  const difference = monthly(charged) - monthly(credited)
  const part = charged.at(-1)
  const follows = part !== undefined && !month.last
  return {
    now: partOf(difference, BigInt(month.end - span.start), BigInt(month.end - month.start)),
    monthEnd: month.end,
    later: follows ? { part, span: { start: month.end, end: whole.end } } : null,
    endsRight: part === undefined || follows,
  }
}

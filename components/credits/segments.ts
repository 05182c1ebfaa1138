import type { Balance } from '@/lib/credits'
import { creditsInWords, formatCredits } from '@/lib/credits/format'
import { lastsUntil } from '@/lib/credits/lasts-until'
import { microCredits, type MicroCredits } from '@/lib/credits/unit'
import type { DrawnBalance } from '@/lib/balance-view'

/** Widths in per cent of the whole bar, for drawing only: money is never computed from them. */
export type MeterSegments = { available: number; held: number; spent: number; empty: number }

/** The full bar: what the open buckets were granted, and never less than what is there. */
export function meterScale(balance: DrawnBalance): number {
  const granted = balance.buckets.reduce((sum, bucket) => sum + bucket.granted, 0)
  return Math.max(granted, balance.planCredits, balance.available + balance.held, 1)
}

/** `spent`: micro-credits that just left, drawn fading behind what remains. */
export function meterSegments(balance: DrawnBalance, spent = 0): MeterSegments {
  const scale = meterScale(balance)
  const share = (amount: number) => (Math.max(amount, 0) / scale) * 100
  const available = share(balance.available)
  const held = share(balance.held)
  const ghost = Math.min(share(spent), 100 - available - held)
  return { available, held, spent: ghost, empty: Math.max(0, 100 - available - held - ghost) }
}

export type MeterTone = 'normal' | 'low' | 'empty'

/** Amber from where the ledger says that credits run low: a hold alone does not. */
export function meterTone({ available, held, low }: Balance): MeterTone {
  if (available + held <= 0) return 'empty'
  return low ? 'low' : 'normal'
}

/** The first credits to run out: when, and how many of those there are now. */
export function nextExpiry(balance: DrawnBalance): { at: string; amount: MicroCredits } | null {
  const due = balance.buckets.flatMap((bucket) => {
    const at = lastsUntil(bucket)
    return at !== null && bucket.remaining > 0 ? [{ at, remaining: bucket.remaining }] : []
  })
  const at = due.map((bucket) => bucket.at).toSorted()[0]
  if (!at) return null
  const amount = due
    .filter((bucket) => bucket.at === at)
    .reduce((sum, bucket) => sum + bucket.remaining, 0)
  return { at, amount: microCredits(amount) }
}

/** A bucket on the bar, in per cent of it: the part that running operations hold, and the rest. */
export type BucketSegment = { id: string; index: number; held: number; free: number }

/** Holds will burn the first buckets first, so that is where they are drawn. */
export function bucketSegments(balance: DrawnBalance): BucketSegment[] {
  const scale = meterScale(balance)
  let held: number = balance.held
  return balance.buckets.map(({ id, remaining }, index) => {
    const taken = Math.min(held, remaining)
    held -= taken
    return { id, index, held: (taken / scale) * 100, free: ((remaining - taken) / scale) * 100 }
  })
}

/** The bar in words. */
export function meterText(balance: DrawnBalance): string {
  const held = balance.held > 0 ? `, ${formatCredits(balance.held)} held` : ''
  return `${creditsInWords(balance.available)} available${held}`
}

import { MICRO, microCredits, type MicroCredits } from '@/lib/credits/unit'

/** Stripe's meter counts thousandths of a credit: whole numbers, fine enough that rounding costs nobody anything. */
export const MILLI = MICRO / 1_000

export const milliCredits = (micro: number): number => Math.floor(micro / MILLI)

/** So many credits an amount buys, rounded down: what they cost is never more than it. */
export const creditsFor = (minor: number, perThousandMinor: number): MicroCredits =>
  microCredits((BigInt(minor) * 1_000n * BigInt(MICRO)) / BigInt(perThousandMinor))

/** What spent credits cost, as Stripe rounds it on the invoice: half a coin up. */
export function costOf(milli: number, perThousandMinor: number): number {
  const million = 1_000_000n
  return Number((BigInt(milli) * BigInt(perThousandMinor) + million / 2n) / million)
}

/** The price of one thousandth of a credit, as a decimal in the smallest unit: 2500 a thousand credits → `0.0025`. */
export function unitAmountDecimal(perThousandMinor: number): string {
  const digits = String(perThousandMinor).padStart(7, '0')
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, '')
}

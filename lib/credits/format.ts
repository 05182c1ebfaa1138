import { display } from '@/lib/catalogue'
import type { MicroCredits } from './unit'
import { MICRO } from './unit'

const minus = '\u2212'

/** How amounts are shown: the short name behind figures, the word in sentences, and how much of it one credit is. */
export type Unit = {
  short: string
  word: string
  /** Whole: divides 1,000,000, or a micro-credit would be no finite decimal of it. */
  perCredit: number
  /** At most so many are shown, unless all of an amount lies behind them. */
  decimals: number
}

const units: Record<(typeof display)['unit'], Unit> = {
  credits: { short: 'cr', word: 'credits', perCredit: 1, decimals: 3 },
  tokens: { short: 'tokens', word: 'tokens', perCredit: display.tokensPerCredit, decimals: 0 },
}

/** The unit of the whole product, by the catalogue's `display`. */
export const unit: Unit = units[display.unit]

type FormatOptions = { signed?: boolean; decimals?: number; in?: Unit }

/**
 * An amount for people, in the product's unit: `1,284.307`, with the unit's decimals unless the amount is smaller than that.
 * `signed` adds `+` or `−`. Rounds towards zero, so nobody is shown more than they have.
 */
export function formatCredits(
  amount: MicroCredits,
  { signed = false, in: { perCredit, ...of } = unit, decimals = of.decimals }: FormatOptions = {},
): string {
  // Big integers: an amount in tokens may be more micro-units than a double holds exactly.
  const magnitude = BigInt(Math.abs(amount)) * BigInt(perCredit)
  const whole = magnitude / BigInt(MICRO)
  const fraction = String(magnitude % BigInt(MICRO)).padStart(6, '0')
  const kept =
    magnitude !== 0n && magnitude < 10n ** BigInt(6 - decimals)
      ? fraction
      : fraction.slice(0, decimals)
  const trimmed = kept.replace(/0+$/, '')
  const sign = amount < 0 ? minus : signed && amount > 0 ? '+' : ''
  return `${sign}${whole.toLocaleString('en-US')}${trimmed ? `.${trimmed}` : ''}`
}

/** With the short unit, as in a column or a mail: `1,284.307 cr`. */
export const creditsText = (amount: MicroCredits, options?: FormatOptions): string =>
  `${formatCredits(amount, options)} ${(options?.in ?? unit).short}`

/** With the word, as in a sentence: `1,284.307 credits`. */
export const creditsInWords = (amount: MicroCredits, options?: FormatOptions): string =>
  `${formatCredits(amount, options)} ${(options?.in ?? unit).word}`

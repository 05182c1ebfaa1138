import type { MicroCredits } from './unit'
import { MICRO } from './unit'

const minus = '\u2212'

/**
 * Credits for people: `1,284.307`, three decimals at most unless the amount is smaller than that. `signed` adds `+`
 * or `−`. Rounds towards zero, so nobody is shown more than they have.
 */
export function formatCredits(amount: MicroCredits, { signed = false, decimals = 3 } = {}): string {
  const magnitude = Math.abs(amount)
  const whole = Math.floor(magnitude / MICRO)
  const fraction = String(magnitude % MICRO).padStart(6, '0')
  const kept = magnitude !== 0 && magnitude < 1_000 ? fraction : fraction.slice(0, decimals)
  const trimmed = kept.replace(/0+$/, '')
  const sign = amount < 0 ? minus : signed && amount > 0 ? '+' : ''
  return `${sign}${whole.toLocaleString('en-US')}${trimmed ? `.${trimmed}` : ''}`
}

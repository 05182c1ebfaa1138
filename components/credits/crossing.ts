import type { BalanceView } from '@/lib/balance-view'
import { meterTone } from './segments'

/**
 * Names the fall below the mark that a notice is about, or the end of all credits after it; the same until the balance has
 * risen above the mark. `null`: there is nothing to say, or the server has not named the crossing yet.
 */
export function crossingOf(balance: BalanceView): string | null {
  const tone = meterTone(balance)
  // Without a monthly right there is no mark to fall below; that nothing is left is said all the same.
  if (tone === 'empty') return `${balance.lowSince ?? 0}:empty`
  return tone === 'low' && balance.lowSince !== null ? String(balance.lowSince) : null
}

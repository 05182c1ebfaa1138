import type { BalanceView } from '@/lib/balance-view'
import type { Balance } from '@/lib/credits'
import { microCredits } from '@/lib/credits/unit'

/** The amounts, and whose they are: what comes with an answer of the chat and what tabs tell each other. */
export type Amounts = Balance & { userId: string }

/** What the server said of a balance: the whole view, or the amounts alone. */
export type BalanceReading = Amounts & Partial<BalanceView>

/**
 * A view says apart what is the user's own and what is left of overage; the ledger, and with it the chat's stream, says both
 * in one. This is the ledger's way.
 */
export function inOne<Reading extends BalanceReading>(reading: Reading): Reading {
  const left = reading.overage?.left ?? 0
  return { ...reading, available: microCredits(reading.available + left) }
}

/** And the view's: overage burns last, so whatever was spent since came out of the user's own first. */
export function apart(balance: BalanceView): BalanceView {
  const own = Math.max(0, balance.available - balance.overage.left)
  const low = balance.low || (balance.overage.on && own === 0)
  return { ...balance, available: microCredits(own), low }
}

/**
 * Whether the server said this before that. Every entry of the ledger raises `seq`; between two entries holds are only added
 * (one that ends becomes an entry), so that of two readings with one `seq` the one with more held is the later.
 */
export function isEarlier(one: Amounts, other: Amounts): boolean {
  return one.seq === other.seq ? one.held < other.held : one.seq < other.seq
}

export function amountsOf(reading: Amounts): Amounts {
  const { userId, available, held, debt, seq, low, frozen } = reading
  return { userId, available, held, debt, seq, low, frozen }
}

export function sameAmounts(one: Amounts, other: Amounts): boolean {
  const [a, b] = [amountsOf(one), amountsOf(other)]
  return (Object.keys(a) as (keyof Amounts)[]).every((key) => a[key] === b[key])
}

/** What one tab tells the user's others: a balance, or that a payment page was opened. */
export type TabMessage = { kind: 'amounts'; amounts: Amounts } | { kind: 'payment expected' }

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0

/** A message from another tab, which may run an older or a newer version of this code; `null`: not understood. */
export function parseTabMessage(data: unknown): TabMessage | null {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return null
  if (data.kind === 'payment expected') return { kind: data.kind }
  if (data.kind !== 'amounts' || !('amounts' in data)) return null
  const { amounts } = data
  if (typeof amounts !== 'object' || amounts === null) return null
  const { userId, available, held, debt, seq, low, frozen } = amounts as Record<string, unknown>
  const valid =
    typeof userId === 'string' &&
    [available, held, debt, seq].every(isCount) &&
    typeof low === 'boolean' &&
    typeof frozen === 'boolean'
  return valid ? { kind: data.kind, amounts: amountsOf(amounts as Amounts) } : null
}

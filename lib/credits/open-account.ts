import 'server-only'
import type { Db } from '@/lib/db'
import { setAllowance } from './ledger'
import type { Balance } from './types'
import type { MicroCredits } from './unit'

/** The source key of the Free plan's allowance: the one that is paused while a paid plan runs. */
export const freeAllowance = 'free'

/**
 * A user's account with the Free plan's monthly allowance and its first month, all in one call that may be repeated. The
 * months count from the first time.
 */
export async function openAccount(
  db: Db,
  {
    userId,
    allowance,
    at,
  }: {
    userId: string
    allowance: { amount: MicroCredits; rolloverCap: MicroCredits; reason?: string }
    at?: Date
  },
): Promise<{ outcome: 'granted' | 'replayed'; balance: Balance }> {
  return setAllowance(db, {
    userId,
    sourceKey: freeAllowance,
    amount: allowance.amount,
    rolloverCap: allowance.rolloverCap,
    reason: allowance.reason ?? 'Free plan',
    at,
  })
}

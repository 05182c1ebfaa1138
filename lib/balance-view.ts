import 'server-only'
import { plans } from '@/lib/catalogue'
import { readBalance, type Balance, type Bucket } from '@/lib/credits'
import { credits, type MicroCredits } from '@/lib/credits/unit'
import { db } from '@/lib/db'
import { planOf } from '@/lib/entitlements'

/** What the meter draws and `GET /api/balance` answers: the balance, its buckets, and what to measure them by. */
export type BalanceView = Balance & {
  /** Those with something left, in burn order. */
  buckets: Bucket[]
  /** The plan's credits a month: the yardstick for "running low". */
  planCredits: MicroCredits
}

export async function readBalanceView(userId: string): Promise<BalanceView> {
  const [balance, plan] = await Promise.all([readBalance(db(), userId), planOf(userId)])
  const buckets = balance.buckets.filter(({ remaining }) => remaining > 0)
  return { ...balance, buckets, planCredits: credits(plans[plan].creditsPerMonth) }
}

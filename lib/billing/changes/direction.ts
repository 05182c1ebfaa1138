import { plans } from '@/lib/catalogue'
import type { SoldPlan } from '../prices'

export type Direction = 'none' | 'upgrade' | 'downgrade'

/**
 * What a change of plan is. An upgrade is paid for and in force at once; a downgrade waits for the end of the period that is
 * paid for. From yearly to monthly is a downgrade even to a larger plan: the year is paid, and nothing of it is sent back.
 */
export function directionOf(from: SoldPlan, to: SoldPlan): Direction {
  if (from.planKey === to.planKey && from.interval === to.interval) return 'none'
  if (from.interval === 'year' && to.interval === 'month') return 'downgrade'
  return plans[to.planKey].creditsPerMonth >= plans[from.planKey].creditsPerMonth
    ? 'upgrade'
    : 'downgrade'
}

import { plans, type Feature, type PlanKey } from '@/lib/catalogue'
import {
  featureKeys,
  isFeature,
  isLimit,
  limitKeys,
  plansWith,
  sizeOf,
  type LimitName,
} from './names'

/** An override that is in force, oldest first. Of a promotion, `reason` is its code. */
export type Override = {
  kind: 'feature' | 'limit'
  key: string
  value: number
  source: 'admin' | 'promotion'
  reason: string
  until: Date | null
}

/** Where something comes from. */
export type Origin =
  { source: 'plan' } | { source: 'admin' | 'promotion'; reason: string; until: Date | null }

export type Resolved = {
  plan: PlanKey
  /** `null`: not theirs. */
  features: Record<Feature, Origin | null>
  limits: Record<LimitName, { value: number; origin: Origin }>
}

const ofPlan: Origin = { source: 'plan' }

const endOf = ({ until }: Override) => until?.getTime() ?? Infinity

/** What stands first when several give the same: what lasts longest; of equals, the one given first. */
const lasting = (overrides: readonly Override[]) =>
  overrides.toSorted((a, b) => endOf(b) - endOf(a))

const byKey = <Key extends string, Value>(keys: readonly Key[], of: (key: Key) => Value) =>
  Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, Value>

/**
 * What a plan and the overrides in force come to. Features add up: whoever gives one, it is there. Of a limit the newest
 * override by an admin holds, be it more or less; without one, the most generous of plan and promotions. Keys that the
 * catalogue no longer knows are passed over. Why: docs/decisions/022.
 */
export function resolve(plan: PlanKey, overrides: readonly Override[]): Resolved {
  const feature = (key: Feature): Origin | null =>
    plansWith(key).includes(plan)
      ? ofPlan
      : (lasting(overrides.filter((one) => one.kind === 'feature' && one.key === key))[0] ?? null)

  const limit = (key: LimitName): { value: number; origin: Origin } => {
    const own = overrides.filter((one) => one.kind === 'limit' && one.key === key)
    const admins = own.findLast(({ source }) => source === 'admin')
    if (admins) return { value: admins.value, origin: admins }
    const value = plans[plan].limits[key]
    const best = lasting(own).reduce<Override | null>(
      (most, one) => (sizeOf(one.value) > sizeOf(most?.value ?? value) ? one : most),
      null,
    )
    return best ? { value: best.value, origin: best } : { value, origin: ofPlan }
  }

  return { plan, features: byKey(featureKeys, feature), limits: byKey(limitKeys, limit) }
}

/** Whether the catalogue knows a key of this kind. */
export const isKnown = (kind: Override['kind'], key: string): boolean =>
  kind === 'feature' ? isFeature(key) : isLimit(key)

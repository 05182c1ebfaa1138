import 'server-only'
import { planKeys, plans, type Feature, type PlanKey } from '@/lib/catalogue'
import { lastDay } from './days'
import {
  featureKeys,
  featureNames,
  limitKeys,
  limitNames,
  limitText,
  planList,
  plansWith,
  sizeOf,
  type LimitName,
} from './names'
import { resolved } from './read'
import type { Origin } from './resolve'

/** One feature or limit of a user, with its reason in words. A feature's `value` is whether they have it. */
export type Explained = {
  name: string
  /** Where it comes from; of a feature they lack, that it comes from nowhere. */
  from: string
  /** What else would give it, or more of it; `null`: nothing on sale does. */
  elsewhere: string | null
} & (
  | { kind: 'feature'; key: Feature; value: boolean }
  | { kind: 'limit'; key: LimitName; value: number }
)

/** `Pro plan`, `Granted by the owner until 1 March 2027: beta tester`, `Promotion LAUNCH until 1 March 2027`. */
export function originText(origin: Origin, plan: PlanKey): string {
  if (origin.source === 'plan') return `${plans[plan].name} plan`
  const until = origin.until ? ` until ${lastDay(origin.until)}` : ''
  return origin.source === 'admin'
    ? `Granted by the owner${until}: ${origin.reason}`
    : `Promotion ${origin.reason}${until}`
}

/** Other plans that have more than `value` of a limit, those with the same amount together. */
function plansBeyond(limit: LimitName, value: number): string | null {
  const more = planKeys.filter((key) => sizeOf(plans[key].limits[limit]) > sizeOf(value))
  if (more.length === 0) return null
  const amounts = [...new Set(more.map((key) => plans[key].limits[limit]))]
  return amounts
    .map((amount) => {
      const having = more.filter((key) => plans[key].limits[limit] === amount)
      return `${planList(having)}: ${limitText(amount)}`
    })
    .join('; ')
}

/** Every feature and limit: the value, where it comes from, and what else would give it. */
export async function explainEntitlements(userId: string): Promise<Explained[]> {
  const { plan, features, limits } = await resolved(userId)
  return [
    ...featureKeys.map((key): Explained => {
      const origin = features[key]
      const others = plansWith(key).filter((other) => other !== plan)
      return {
        kind: 'feature',
        key,
        name: featureNames[key],
        value: origin !== null,
        from: origin ? originText(origin, plan) : `Not part of the ${plans[plan].name} plan`,
        elsewhere:
          origin?.source !== 'plan' && others.length > 0 ? `Included in ${planList(others)}` : null,
      }
    }),
    ...limitKeys.map((key): Explained => {
      const { value, origin } = limits[key]
      return {
        kind: 'limit',
        key,
        name: limitNames[key],
        value,
        from: originText(origin, plan),
        elsewhere: plansBeyond(key, value),
      }
    }),
  ]
}

import 'server-only'
import { type Feature, type Limits, type PlanKey, plans } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'

/** What a user may do, resolved in this one place. A limit of -1 is unlimited. */
export type Entitlements = {
  plan: PlanKey
  features: readonly Feature[]
  limits: Readonly<Limits>
}

const isPlan = (key: string): key is PlanKey => Object.hasOwn(plans, key)

/** The plan whose rights a user has now; Free when none was bought or what was bought has run out. */
export async function planOf(userId: string): Promise<PlanKey> {
  const row = await db().userPlan.findUnique({ where: { userId } })
  if (!row || (row.until !== null && row.until <= clock.now())) return 'free'
  if (!isPlan(row.planKey))
    throw new Error(`UserPlan names no plan of the catalogue: ${row.planKey}`)
  return row.planKey
}

/** Everything at once, for a caller that asks more than one question about the same user. */
export async function entitlementsOf(userId: string): Promise<Entitlements> {
  const plan = await planOf(userId)
  return { plan, features: plans[plan].features, limits: plans[plan].limits }
}

export async function canUse(userId: string, feature: Feature): Promise<boolean> {
  return (await entitlementsOf(userId)).features.includes(feature)
}

/** -1 is unlimited. */
export async function limit(userId: string, name: keyof Limits): Promise<number> {
  return (await entitlementsOf(userId)).limits[name]
}

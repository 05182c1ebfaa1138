import 'server-only'
import type { Feature, Limits, PlanKey } from '@/lib/catalogue'
import { AppError } from '@/lib/errors'
import { featureKeys, featureNames, limitKeys, planList, plansWith } from './names'
import { resolved } from './read'

export { explainEntitlements, type Explained } from './explain'
export { grantOverride, listOverrides, revokeOverride, type OverrideRow } from './overrides'

/** What a user may do, resolved in this one place (`resolve.ts`). A limit of -1 is unlimited. */
export type Entitlements = {
  plan: PlanKey
  features: readonly Feature[]
  limits: Readonly<Limits>
}

/** The plan whose rights a user has now; Free when none was bought or what was bought has run out. */
export async function planOf(userId: string): Promise<PlanKey> {
  return (await resolved(userId)).plan
}

/** Everything at once: plan, promotions and what an admin granted, as in force now. */
export async function entitlementsOf(userId: string): Promise<Entitlements> {
  const { plan, features, limits } = await resolved(userId)
  return {
    plan,
    features: featureKeys.filter((key) => features[key] !== null),
    limits: Object.fromEntries(limitKeys.map((key) => [key, limits[key].value])) as Limits,
  }
}

export async function canUse(userId: string, feature: Feature): Promise<boolean> {
  return (await resolved(userId)).features[feature] !== null
}

/** -1 is unlimited. */
export async function limit(userId: string, name: keyof Limits): Promise<number> {
  return (await resolved(userId)).limits[name].value
}

/** Throws `forbidden`, with a sentence on what is missing and which plans have it, unless the user has the feature. */
export async function requireFeature(userId: string, feature: Feature): Promise<Entitlements> {
  const entitlements = await entitlementsOf(userId)
  if (entitlements.features.includes(feature)) return entitlements
  throw new AppError(
    'forbidden',
    `${featureNames[feature]}: not part of your plan. Included in ${planList(plansWith(feature))}. Nothing was charged.`,
    { details: { feature, upgradeUrl: '/pricing' } },
  )
}

import 'server-only'
import { entitlementsOf, type Entitlements } from '@/lib/entitlements'
import { AppError } from '@/lib/errors'

/** Throws `forbidden` while the plan does not include the API. Keys stay, and work again when it does. */
export async function requireApiAccess(userId: string): Promise<Entitlements> {
  const entitlements = await entitlementsOf(userId)
  if (!entitlements.features.includes('api_access'))
    throw new AppError(
      'forbidden',
      'Your plan does not include the API. Your keys are kept and work again once it does: see the pricing page. Nothing was charged.',
      { details: { feature: 'api_access', upgradeUrl: '/pricing' } },
    )
  return entitlements
}

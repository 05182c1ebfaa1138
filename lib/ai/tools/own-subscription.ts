import 'server-only'
import { billingSummary, type SubscriptionView } from '@/lib/billing'
import { AppError } from '@/lib/errors'

/** The subscription behind the user's plan. Throws `conflict` on none. */
export async function ownSubscription(userId: string): Promise<SubscriptionView> {
  const { subscription } = await billingSummary(userId)
  if (!subscription)
    throw new AppError('conflict', 'No subscription is running. Nothing was changed.')
  return subscription
}

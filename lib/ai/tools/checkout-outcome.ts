import 'server-only'
import { checkoutStatus } from '@/lib/billing'
import type { Sum } from './amounts'

/** A payment page that was opened. `paid` is what has become of it; the page itself is the payer's affair. */
export type OpenedCheckout = {
  price: Sum
  sessionId: string
  url: string
  paid: 'pending' | 'paid' | 'failed' | 'expired'
}

/** What has become of a payment page since it was opened: as the webhooks have said. */
export async function checkoutOf<Outcome extends OpenedCheckout>(
  userId: string,
  outcome: Outcome,
): Promise<Outcome> {
  if (outcome.paid !== 'pending') return outcome
  const { status } = await checkoutStatus(userId, outcome.sessionId)
  return { ...outcome, paid: status }
}

import 'server-only'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { inTransaction } from '../sync/effect'
import { adoptChosenCard } from './adopt'
import { readCard } from './sync'

/**
 * The user comes back from Stripe's form for a card: what its webhook will say is read at once. When Stripe does not
 * answer, the page is right a moment later by the webhook.
 */
export async function cardChanged(userId: string): Promise<void> {
  const row = await db().billingCustomer.findUnique({ where: { userId } })
  if (!row) return
  try {
    await adoptChosenCard(row.stripeCustomerId)
    await inTransaction(await readCard(row.stripeCustomerId))
  } catch (error) {
    log.warn({ err: error, userId }, 'a new card could not be read yet')
  }
}

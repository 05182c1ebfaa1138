import 'server-only'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { stripe } from './stripe'

/**
 * Once a trial has begun, no other page of the user's may begin one: an open page could be paid after this trial has ended.
 * A page that Stripe does not close any more is complete or expired, as its own events say.
 */
export async function closeOtherTrials(sessionId: string): Promise<void> {
  const begun = await db().checkoutAttempt.findUnique({ where: { stripeSessionId: sessionId } })
  if (!begun?.trial) return
  const others = await db().checkoutAttempt.findMany({
    where: { userId: begun.userId, trial: true, status: 'open', NOT: { id: begun.id } },
  })
  for (const { stripeSessionId } of others)
    if (stripeSessionId)
      await stripe()
        .checkout.sessions.expire(stripeSessionId)
        .catch((err: unknown) => log.info({ err, stripeSessionId }, 'trial page not closed'))
}

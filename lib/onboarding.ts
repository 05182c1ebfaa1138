import 'server-only'
import { after } from 'next/server'
import { ensureCustomer } from '@/lib/billing'
import { plans } from '@/lib/catalogue'
import { credits } from '@/lib/credits/unit'
import { openAccount } from '@/lib/credits'
import { db } from '@/lib/db'
import { log } from '@/lib/log'

type Defer = (task: () => Promise<void>) => void

/**
 * Gives a user what every user has: a credit account with the Free plan's allowance at once, and a Stripe customer
 * once the response is sent. Runs at every sign-in, not only the first: each step does nothing when it was done, so
 * two tabs make one account, and what an outage prevented is made up for at the next visit. `ensureCustomer` is also
 * called wherever a customer is needed, so a failure here costs nobody anything.
 */
export async function welcome(userId: string, defer: Defer = after): Promise<void> {
  const { creditsPerMonth, rolloverCap } = plans.free
  await openAccount(db(), {
    userId,
    allowance: { amount: credits(creditsPerMonth), rolloverCap: credits(rolloverCap) },
  })
  defer(async () => {
    try {
      await ensureCustomer(userId)
    } catch (error) {
      log.warn({ err: error, userId }, 'no stripe customer yet; it is made when it is needed')
    }
  })
}

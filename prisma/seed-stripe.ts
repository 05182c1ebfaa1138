import { ensureCustomer, syncCatalogue } from '@/lib/billing'
import { priceIdFor } from '@/lib/billing/prices'
import { stripe } from '@/lib/billing/stripe'
import { readSubscription } from '@/lib/billing/sync/subscription'
import { converge } from '@/lib/billing/sync/converge'
import { plans } from '@/lib/catalogue'
import { freeAllowance, resumeAllowance } from '@/lib/credits'
import { db } from '@/lib/db'
import { env } from '@/lib/env'

const answers = async (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  )

/**
 * Ada's subscription as real objects at the sandbox's Stripe, so that everything about it works: its page, its
 * cancellation, its events. Never at Stripe itself: sample users have no business in anybody's account.
 */
export async function seedSubscription(): Promise<string> {
  const standIn = env().STRIPE_API_URL
  const ada = await db().user.findUnique({ where: { email: 'ada@example.com' } })
  if (!ada || (await db().subscription.count({ where: { userId: ada.id } })) > 0)
    return 'Ada is as she was.'
  if (!standIn || !(await answers(standIn))) {
    await resumeAllowance(db(), { userId: ada.id, sourceKey: freeAllowance })
    return "Ada's subscription needs the sandbox: seed again while `npm run dev` is running."
  }
  await syncCatalogue()
  const customer = await ensureCustomer(ada.id)
  const card = await stripe().paymentMethods.attach('pm_card_visa', { customer })
  const subscription = await stripe().subscriptions.create(
    {
      customer,
      items: [{ price: await priceIdFor(plans.pro.prices.month.lookupKey) }],
      default_payment_method: card.id,
      metadata: { userId: ada.id, kind: 'subscription', itemKey: 'pro', interval: 'month' },
    },
    { idempotencyKey: `sample-subscription:${ada.id}` },
  )
  await converge(() => readSubscription(subscription.id))
  return 'Ada subscribes to Pro.'
}

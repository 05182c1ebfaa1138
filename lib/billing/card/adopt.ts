import 'server-only'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { idOf, stripe } from '../stripe'
import { fetchAttempts, type Attempts } from './failed'

/**
 * Puts a card into the field that failed. Stripe charges the subscription's own card and looks at the customer's only
 * where it has none: a new card in the other field would never be tried. A field whose card has not failed is left alone,
 * so that repeating this later undoes nobody's choice.
 */
async function takeFailedPlace(
  { customer, subscriptionId, failed }: Attempts,
  card: string,
): Promise<boolean> {
  if (!customer || !subscriptionId || failed.has(card)) return false
  const subscription = await stripe().subscriptions.retrieve(subscriptionId)
  const own = idOf(subscription.default_payment_method)
  if (own) {
    if (own === card || !failed.has(own) || subscription.ended_at !== null) return false
    await stripe().subscriptions.update(subscriptionId, { default_payment_method: card })
  } else {
    const account = await stripe().customers.retrieve(customer)
    const shared = account.deleted ? null : idOf(account.invoice_settings.default_payment_method)
    if (account.deleted || shared === card || (shared && !failed.has(shared))) return false
    await stripe().customers.update(customer, {
      invoice_settings: { default_payment_method: card },
    })
  }
  log.info({ subscriptionId, own: own !== null }, 'a new card takes the place of one that failed')
  return true
}

/** The customer has chosen another card: unpaid renewals are tried with it from now on. */
export async function adoptChosenCard(customerId: string): Promise<void> {
  const owner = await db().billingCustomer.findUnique({ where: { stripeCustomerId: customerId } })
  if (!owner) return
  const open = await db().dunningCase.findMany({ where: { closedAt: null, userId: owner.userId } })
  if (open.length === 0) return
  const account = await stripe().customers.retrieve(customerId)
  const chosen = account.deleted ? null : idOf(account.invoice_settings.default_payment_method)
  if (!chosen) return
  for (const { id } of open) await takeFailedPlace(await fetchAttempts(id), chosen)
}

/** An unpaid renewal was paid with another card: the next one is to be charged from it too. */
export async function adoptPayingCard(invoiceId: string): Promise<void> {
  const dunned = await db().dunningCase.findUnique({ where: { id: invoiceId } })
  if (!dunned) return
  const attempts = await fetchAttempts(invoiceId)
  if (!attempts.paidWith) return
  const method = await stripe().paymentMethods.retrieve(attempts.paidWith)
  // One that Stripe did not keep cannot be charged again.
  if (idOf(method.customer) === attempts.customer) await takeFailedPlace(attempts, method.id)
}

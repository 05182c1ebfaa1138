import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { cancelSubscription } from './cancel'

type Subscription = Stripe.Subscription
type Settings = Stripe.Subscription.TrialSettings

export const trialSettings = (
  missing: Stripe.Subscription.TrialSettings.EndBehavior.MissingPaymentMethod = 'create_invoice',
): Settings => ({
  end_behavior: { billing_cycle_anchor: null, missing_payment_method: missing },
})

/**
 * The end of a trial that nobody can be charged for: the subscription is canceled or paused, where that was asked for.
 * @returns whether it was, so that no period begins.
 */
export async function endTrialUnpaid(
  context: Context,
  subscription: Subscription,
): Promise<boolean> {
  if (subscription.status !== 'trialing') return false
  const behavior = subscription.trial_settings?.end_behavior.missing_payment_method
  if (behavior !== 'cancel' && behavior !== 'pause') return false
  const customer = await context.store.get('customer', idOf(subscription.customer))
  const method =
    subscription.default_payment_method ?? customer.invoice_settings.default_payment_method
  if (method) return false
  if (behavior === 'cancel') await cancelSubscription(context, subscription)
  else await pause(context, subscription)
  return true
}

/** Without invoices until somebody resumes it. */
async function pause(context: Context, subscription: Subscription): Promise<void> {
  const paused: Subscription = { ...subscription, status: 'paused' }
  await context.store.put(paused)
  await context.emit('customer.subscription.paused', paused)
}

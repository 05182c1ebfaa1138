import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { phaseAt, phaseItems } from './schedule-phases'

/** The subscription as its schedule will have made it by then; in Unix seconds. */
export async function atPhase(
  context: Context,
  subscription: Stripe.Subscription,
  at: number,
): Promise<Stripe.Subscription> {
  if (!subscription.schedule) return subscription
  const schedule = await context.store.get('subscription_schedule', idOf(subscription.schedule))
  const phase = phaseAt(schedule, at)
  if (!phase || phase.start_date <= context.now) return subscription
  const data = await phaseItems(context, subscription, phase)
  return { ...subscription, items: { ...subscription.items, data } }
}

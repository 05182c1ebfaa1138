import 'server-only'
import type Stripe from 'stripe'
import { plans } from '@/lib/catalogue'
import { AppError } from '@/lib/errors'
import { priceIdFor } from '../prices'
import { fromUnix, idOf, onBehalf, stripe } from '../stripe'
import { converge } from '../sync/converge'
import { readSubscription } from '../sync/subscription'
import { ownSubscription, type Change } from './current'

/**
 * Plans the smaller plan for the end of the period that is paid for, by a schedule of Stripe's: the current phase as it is,
 * then one of the new plan, after which the subscription goes on by itself. A change that was planned before is replaced.
 */
export async function scheduleDowngrade(
  { subscription, item, to }: Change,
  previewedAt: number,
): Promise<{ status: 'scheduled'; effectiveAt: string }> {
  const price = await onBehalf(priceIdFor(plans[to.planKey].prices[to.interval].lookupKey))
  // Overage goes on as it was agreed to; a yearly plan has none.
  const others = subscription.items.data.filter(({ id }) => id !== item.id)
  const beside = to.interval === 'month' ? others : []
  const key = `downgrade:${subscription.id}:${price}:${previewedAt}`
  const schedule = await onBehalf(scheduleOf(subscription, key))
  const current = schedule.phases.find(
    ({ start_date: start }) => start === schedule.current_phase?.start_date,
  )
  if (!current)
    throw new AppError('conflict', 'This plan cannot be changed now. Nothing was charged.')
  const discounts = discountsOf(current)
  await onBehalf(
    stripe().subscriptionSchedules.update(
      schedule.id,
      {
        end_behavior: 'release',
        proration_behavior: 'none',
        phases: [
          {
            items: subscription.items.data.map(phaseItem),
            ...discounts,
            start_date: current.start_date,
            end_date: item.current_period_end,
          },
          {
            items: [{ price, quantity: 1 }, ...beside.map(phaseItem)],
            ...discounts,
            duration: { interval: to.interval, interval_count: 1 },
            proration_behavior: 'none',
          },
        ],
      },
      { idempotencyKey: `${key}:phases` },
    ),
  )
  await onBehalf(converge(() => readSubscription(subscription.id)))
  return { status: 'scheduled', effectiveAt: fromUnix(item.current_period_end).toISOString() }
}

/** The schedule that manages the subscription; made when there is none. */
async function scheduleOf(
  subscription: Stripe.Subscription,
  idempotencyKey: string,
): Promise<Stripe.SubscriptionSchedule> {
  const present = idOf(subscription.schedule)
  return present
    ? stripe().subscriptionSchedules.retrieve(present)
    : stripe().subscriptionSchedules.create(
        { from_subscription: subscription.id },
        { idempotencyKey },
      )
}

/** What is metered has no quantity. */
const phaseItem = ({ price, quantity }: Stripe.SubscriptionItem) => ({
  price: price.id,
  ...(price.recurring?.usage_type !== 'metered' && { quantity: quantity ?? 1 }),
})

/** A phase that names none loses the subscription's own. */
function discountsOf({ discounts }: Stripe.SubscriptionSchedule.Phase) {
  const kept = discounts.map(({ discount, promotion_code: code, coupon }) => {
    const [known, promotion, plain] = [idOf(discount), idOf(code), idOf(coupon)]
    if (known) return { discount: known }
    return promotion ? { promotion_code: promotion } : { coupon: plain ?? '' }
  })
  return kept.length > 0 ? { discounts: kept } : {}
}

/** Takes a planned change back: the plan goes on as it is. One that is not planned any more is no error. */
export async function undoDowngrade(userId: string, id?: string): Promise<void> {
  const { subscription } = await ownSubscription(userId, id)
  await onBehalf(releaseSchedule(subscription))
  await onBehalf(converge(() => readSubscription(subscription.id)))
}

/** Frees a subscription of its schedule: what is planned is forgotten, the subscription stays as it is. */
export async function releaseSchedule({ schedule }: Stripe.Subscription): Promise<void> {
  const id = idOf(schedule)
  if (id) await stripe().subscriptionSchedules.release(id)
}

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'

type Schedule = Stripe.SubscriptionSchedule

/** Lets go of the subscription, which goes on as it is. */
export async function releaseSchedule(
  context: Context,
  schedule: Schedule,
  keepsEnd = false,
): Promise<Schedule> {
  const { store, now } = context
  const id = schedule.subscription && idOf(schedule.subscription)
  const released = await store.put<Schedule>({
    ...schedule,
    status: 'released',
    released_at: now,
    released_subscription: id,
    subscription: null,
    current_phase: null,
  })
  await context.emit('subscription_schedule.released', released)
  if (id) {
    const subscription = await store.get('subscription', id)
    const ended = schedule.end_behavior === 'cancel' && !keepsEnd
    await context.update('customer.subscription.updated', subscription, {
      schedule: null,
      ...(ended && { cancel_at: null, canceled_at: null }),
    })
  }
  return released
}

const ends = {
  canceled: 'subscription_schedule.canceled',
  // Of a subscription that ended because nobody paid.
  aborted: 'subscription_schedule.aborted',
  completed: 'subscription_schedule.completed',
} as const

/** The end of a schedule whose subscription ends. */
export async function closeSchedule(
  context: Context,
  schedule: Schedule,
  how: keyof typeof ends,
): Promise<Schedule> {
  const { now } = context
  const closed = await context.store.put<Schedule>({
    ...schedule,
    status: how === 'completed' ? 'completed' : 'canceled',
    ...(how === 'completed' ? { completed_at: now } : { canceled_at: now }),
    current_phase: null,
  })
  await context.emit(ends[how], closed)
  return closed
}

/** To be called when a subscription ends: its schedule has nothing left to do. */
export async function closeScheduleOf(
  context: Context,
  subscription: Stripe.Subscription,
  unpaid: boolean,
): Promise<void> {
  if (!subscription.schedule) return
  const schedule = await context.store.get('subscription_schedule', idOf(subscription.schedule))
  if (schedule.status !== 'active') return
  const last = Math.max(...schedule.phases.map((phase) => phase.end_date))
  const done = schedule.end_behavior === 'cancel' && last <= context.now
  await closeSchedule(context, schedule, unpaid ? 'aborted' : done ? 'completed' : 'canceled')
}

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import { cancelSubscription } from './cancel'
import type { ProrationBehavior } from './plan-change'
import { releaseSchedule } from './schedule-end'
import type { Phase } from './schedule-object'
import { currentPhase, lastEnd, phaseAt, phaseChange, phaseItems } from './schedule-phases'
import { collectFirst, startSubscription } from './subscriptions'
import type { DueSource } from './timeline'
import { updateSubscription } from './update-subscription'

type Schedule = Stripe.SubscriptionSchedule
type Subscription = Stripe.Subscription

/** Makes the subscription of a schedule whose first phase begins. */
export async function startSchedule(context: Context, schedule: Schedule): Promise<Schedule> {
  const { store, now } = context
  const phase = phaseAt(schedule, now) ?? schedule.phases[0]!
  const customer = await store.get('customer', idOf(schedule.customer))
  const items = await Promise.all(
    phase.items.map(async ({ price, quantity = 1 }) => ({
      price: await store.get('price', idOf(price)),
      quantity,
    })),
  )
  const started = await startSubscription(context, {
    customer,
    items,
    trialEnd: phase.trial_end ?? undefined,
    cancelAt: schedule.end_behavior === 'cancel' ? lastEnd(schedule) : undefined,
    values: {
      schedule: schedule.id,
      metadata: phase.metadata ?? {},
      default_payment_method: schedule.default_settings.default_payment_method,
    },
  })
  await collectFirst(context, started, customer, 'allow_incomplete', true)
  return store.put<Schedule>({
    ...schedule,
    status: 'active',
    subscription: started.subscription.id,
    current_phase: { start_date: phase.start_date, end_date: phase.end_date },
  })
}

const behaviors: ProrationBehavior[] = ['always_invoice', 'create_prorations', 'none']

/** Makes the running subscription what the phase says, at once. */
export async function applyPhase(
  context: Context,
  subscription: Subscription,
  phase: Phase,
  proration: Phase['proration_behavior'],
): Promise<Subscription> {
  const items = await phaseChange(context, subscription, phase)
  const trial = phase.trial_end !== subscription.trial_end ? phase.trial_end : null
  return updateSubscription(context, subscription, {
    items: items.length > 0 ? items : undefined,
    trialEnd: trial !== null && trial > context.now ? trial : undefined,
    prorationBehavior: behaviors.find((one) => one === proration) ?? 'create_prorations',
    paymentBehavior: 'allow_incomplete',
    offSession: true,
    values: {},
  })
}

/** At the turn of a period nothing is left to give back: the items change, and the renewal bills them. */
async function changeAtTurn(
  context: Context,
  subscription: Subscription,
  phase: Phase,
  at: number,
): Promise<Subscription> {
  const data = await phaseItems(context, subscription, phase)
  const [was, is] = [subscription.items.data[0]!.price.recurring!, data[0]!.price.recurring!]
  const other = was.interval !== is.interval || was.interval_count !== is.interval_count
  return context.update('customer.subscription.updated', subscription, {
    items: { ...subscription.items, data },
    ...(other && { billing_cycle_anchor: at }),
  })
}

/** Enters the phase that begins by then (Unix seconds), if one does; answers the subscription as it is after it. */
export async function turnPhase(
  context: Context,
  subscription: Subscription,
  at: number,
): Promise<Subscription> {
  if (!subscription.schedule) return subscription
  const schedule = await context.store.get('subscription_schedule', idOf(subscription.schedule))
  const phase = schedule.status === 'active' ? phaseAt(schedule, at) : undefined
  if (!phase || phase.start_date === currentPhase(schedule)?.start_date) return subscription
  await context.update('subscription_schedule.updated', schedule, {
    current_phase: { start_date: phase.start_date, end_date: phase.end_date },
  })
  const turns = subscription.items.data.every((item) => item.current_period_end <= at)
  return turns
    ? changeAtTurn(context, subscription, phase, at)
    : applyPhase(context, subscription, phase, phase.proration_behavior)
}

/** After the last phase the subscription goes on by itself, or ends. */
async function finishSchedule(context: Context, schedule: Schedule): Promise<void> {
  if (schedule.end_behavior !== 'cancel') return void (await releaseSchedule(context, schedule))
  const subscription = await context.store.get('subscription', idOf(schedule.subscription!))
  await cancelSubscription(context, subscription)
}

/** The next thing that a schedule does, and when. */
function nextStep(schedule: Schedule): { at: number; run(context: Context): Promise<unknown> } {
  const { status, phases, current_phase: current, subscription } = schedule
  if (status === 'not_started')
    return {
      at: phases[0]!.start_date,
      run: async (context) => {
        const started = await startSchedule(context, schedule)
        await context.emit('subscription_schedule.updated', started, { status })
      },
    }
  const next = phases.find((phase) => current && phase.start_date >= current.end_date)
  return next
    ? {
        at: next.start_date,
        run: async (context) =>
          turnPhase(
            context,
            await context.store.get('subscription', idOf(subscription!)),
            next.start_date,
          ),
      }
    : { at: lastEnd(schedule), run: (context) => finishSchedule(context, schedule) }
}

export const dueSchedules: DueSource = async ({ store }, until) => {
  const waiting = await store.all('subscription_schedule', { status: 'not_started' })
  const running = await store.all('subscription_schedule', { status: 'active' })
  return [...waiting, ...running].flatMap((schedule) => {
    const { at, run } = nextStep(schedule)
    if (at > until) return []
    return [{ at, id: schedule.id, run: async (context) => void (await run(context)) }]
  })
}

import type { Stripe } from 'stripe'
import { z } from 'zod'
import type { Context } from '../context'
import { cancelSubscription } from '../engine/cancel'
import { billCancellation } from '../engine/cancel-bill'
import { closeSchedule, releaseSchedule } from '../engine/schedule-end'
import { buildSchedule, phaseOf } from '../engine/schedule-object'
import { lastEnd } from '../engine/schedule-phases'
import { applyPhase, startSchedule } from '../engine/schedules'
import { invalidRequest } from '../errors'
import { given, mergeMetadata } from '../merge'
import { idOf } from '../objects'
import { bool, int, metadata, pagination, range, text } from '../params'
import { route } from '../route'
import { liveCustomer } from './customers'
import { isOver } from './subscription-checks'
import { prorationBehavior } from './subscription-params'
import { phaseParams, readPhases } from './subscription-schedule-phases'

type Schedule = Stripe.SubscriptionSchedule

const endBehavior = z.enum(['cancel', 'none', 'release', 'renew'])

const participles = { cancel: 'canceled', release: 'released', update: 'updated' }

function checkOpen({ status }: Schedule, verb: keyof typeof participles): void {
  if (status === 'active' || status === 'not_started') return
  throw invalidRequest(
    `You cannot ${verb} a subscription schedule that is currently in the \`${status}\` status. It must be in \`not_started\`, \`active\` status to be ${participles[verb]}.`,
  )
}

/** Puts a running subscription under a schedule of one phase: the period it is in. */
async function manage(context: Context, id: string): Promise<Schedule> {
  const subscription = await context.store.get('subscription', id, 'from_subscription')
  if (subscription.schedule)
    throw invalidRequest(
      `You cannot migrate a subscription that is already attached to a schedule: ${idOf(subscription.schedule)}.`,
      { param: 'from_subscription' },
    )
  if (isOver(subscription) || subscription.status === 'incomplete')
    throw invalidRequest(
      `You cannot migrate a subscription that is in the \`${subscription.status}\` status.`,
      { param: 'from_subscription' },
    )
  const phase = phaseOf(subscription)
  const ends = subscription.cancel_at !== null
  const schedule = await context.create(
    'subscription_schedule.created',
    buildSchedule(context, {
      customer: idOf(subscription.customer),
      phases: [phase],
      status: 'active',
      subscription: subscription.id,
      current_phase: { start_date: phase.start_date, end_date: phase.end_date },
      end_behavior: ends ? 'cancel' : 'release',
    }),
  )
  await context.update('customer.subscription.updated', subscription, { schedule: schedule.id })
  return schedule
}

/** Where a schedule ends with the subscription, the subscription says so. */
async function tellEnd(context: Context, before: Schedule, after: Schedule): Promise<void> {
  if (!after.subscription) return
  const subscription = await context.store.get('subscription', idOf(after.subscription))
  const at = after.end_behavior === 'cancel' ? lastEnd(after) : null
  if (at === null && before.end_behavior !== 'cancel') return
  await context.update('customer.subscription.updated', subscription, {
    cancel_at: at,
    cancel_at_period_end: false,
    canceled_at: at === null ? null : (subscription.canceled_at ?? context.now),
  })
}

export const subscriptionScheduleRoutes = [
  route(
    'POST',
    '/subscription_schedules',
    {
      customer: text.optional(),
      default_settings: z
        .strictObject({ default_payment_method: text.optional(), description: text.optional() })
        .optional(),
      end_behavior: endBehavior.optional(),
      from_subscription: text.optional(),
      metadata: metadata.optional(),
      phases: z.array(phaseParams).min(1).optional(),
      start_date: z.union([z.literal('now'), int]).optional(),
    },
    async (context, params) => {
      const { from_subscription: from, ...others } = params
      if (from) {
        const [name] = Object.keys(given(others))
        if (name)
          throw invalidRequest(`You cannot set \`${name}\` if \`from_subscription\` is set.`, {
            param: name,
          })
        return manage(context, from)
      }
      const missing = !params.customer ? 'customer' : !params.phases ? 'phases' : undefined
      if (missing)
        throw invalidRequest(`Missing required param: ${missing}.`, {
          code: 'parameter_missing',
          param: missing,
        })
      const customer = await liveCustomer(context, params.customer!, 'customer')
      const start = typeof params.start_date === 'number' ? params.start_date : context.now
      const built = buildSchedule(context, {
        customer: customer.id,
        phases: await readPhases(context, params.phases!, start),
        end_behavior: params.end_behavior ?? 'release',
        metadata: mergeMetadata({}, params.metadata),
      })
      built.default_settings = {
        ...built.default_settings,
        ...given(params.default_settings ?? {}),
      }
      const schedule = await context.store.put(built)
      const started = start <= context.now ? await startSchedule(context, schedule) : schedule
      await context.emit('subscription_schedule.created', started)
      return started
    },
  ),
  route('GET', '/subscription_schedules/:id', {}, ({ store }, _params, { id = '' }) =>
    store.get('subscription_schedule', id),
  ),
  route(
    'POST',
    '/subscription_schedules/:id',
    {
      end_behavior: endBehavior.optional(),
      metadata: metadata.optional(),
      phases: z.array(phaseParams).min(1).optional(),
      proration_behavior: prorationBehavior.optional(),
    },
    async (context, params, { id = '' }) => {
      const before = await context.store.get('subscription_schedule', id)
      const { current_phase: current } = before
      if (params.phases || params.end_behavior) checkOpen(before, 'update')
      const phases =
        params.phases && (await readPhases(context, params.phases, current?.start_date, current))
      const now = phases?.find((phase) => phase.start_date === current?.start_date)
      const after = await context.update('subscription_schedule.updated', before, {
        ...given({ end_behavior: params.end_behavior, phases }),
        ...(now && { current_phase: { start_date: now.start_date, end_date: now.end_date } }),
        metadata: mergeMetadata(before.metadata, params.metadata),
      })
      await tellEnd(context, before, after)
      if (now && after.subscription)
        await applyPhase(
          context,
          await context.store.get('subscription', idOf(after.subscription)),
          now,
          params.proration_behavior ?? 'create_prorations',
        )
      return context.store.get('subscription_schedule', id)
    },
  ),
  route(
    'POST',
    '/subscription_schedules/:id/release',
    { preserve_cancel_date: bool.optional() },
    async (context, params, { id = '' }) => {
      const schedule = await context.store.get('subscription_schedule', id)
      checkOpen(schedule, 'release')
      return releaseSchedule(context, schedule, params.preserve_cancel_date)
    },
  ),
  route(
    'POST',
    '/subscription_schedules/:id/cancel',
    { invoice_now: bool.optional(), prorate: bool.optional() },
    async (context, { invoice_now: invoiceNow = true, prorate = true }, { id = '' }) => {
      const schedule = await context.store.get('subscription_schedule', id)
      checkOpen(schedule, 'cancel')
      if (!schedule.subscription) return closeSchedule(context, schedule, 'canceled')
      const managed = idOf(schedule.subscription)
      const subscription = await context.store.get('subscription', managed)
      await billCancellation(context, subscription, { prorate, invoiceNow })
      // The subscription's end closes its schedule.
      await cancelSubscription(context, await context.store.get('subscription', managed))
      return context.store.get('subscription_schedule', id)
    },
  ),
  route(
    'GET',
    '/subscription_schedules',
    {
      ...pagination,
      created: range.optional(),
      customer: text.optional(),
      scheduled: bool.optional(),
    },
    ({ store }, { customer, scheduled, ...page }) =>
      store.page(
        'subscription_schedule',
        '/v1/subscription_schedules',
        page,
        given({ customer, status: scheduled ? 'not_started' : undefined }),
      ),
  ),
]

import type { Stripe } from 'stripe'
import { z } from 'zod'
import type { Context } from '../context'
import { cancelMeterEvent, recordMeterEvent } from '../engine/meter-events'
import { usageOf } from '../engine/usage'
import { invalidRequest } from '../errors'
import { longId } from '../ids'
import { given } from '../merge'
import { listOf } from '../objects'
import { int, pagination, text } from '../params'
import { route } from '../route'

const formula = z.enum(['count', 'last', 'sum'])
const window = z.enum(['day', 'hour'])
const windowSeconds = { hour: 3_600, day: 86_400 }

/** A meter is in force, or it is not; telling so twice is a mistake. */
async function turn(context: Context, id: string, status: 'active' | 'inactive') {
  const { store, now } = context
  const meter = await store.get('billing.meter', id)
  if (meter.status === status)
    throw invalidRequest(`You cannot change the status of a meter that is ${status} already.`)
  if (status === 'active') await claimName(context, meter.event_name)
  return context.update(
    status === 'active' ? 'billing.meter.reactivated' : 'billing.meter.deactivated',
    meter,
    {
      status,
      updated: now,
      status_transitions: { deactivated_at: status === 'active' ? null : now },
    },
  )
}

async function claimName({ store }: Context, event_name: string): Promise<void> {
  const [taken] = await store.all('billing.meter', { event_name, status: 'active' })
  if (taken)
    throw invalidRequest(
      `An active meter with the event name '${event_name}' already exists: ${taken.id}.`,
      { param: 'event_name' },
    )
}

export const meterRoutes = [
  route(
    'POST',
    '/billing/meters',
    {
      customer_mapping: z
        .strictObject({ event_payload_key: text, type: z.enum(['by_id']) })
        .optional(),
      default_aggregation: z.strictObject({ formula }),
      display_name: text.min(1).max(250),
      event_name: text.min(1).max(100),
      event_time_window: window.optional(),
      value_settings: z.strictObject({ event_payload_key: text }).optional(),
    },
    async (context, params) => {
      const { now } = context
      await claimName(context, params.event_name)
      return context.create<Stripe.Billing.Meter>('billing.meter.created', {
        id: longId('mtr_test'),
        object: 'billing.meter',
        created: now,
        customer_mapping: params.customer_mapping ?? {
          event_payload_key: 'stripe_customer_id',
          type: 'by_id',
        },
        default_aggregation: params.default_aggregation,
        display_name: params.display_name,
        event_name: params.event_name,
        event_time_window: params.event_time_window ?? null,
        livemode: false,
        status: 'active',
        status_transitions: { deactivated_at: null },
        updated: now,
        value_settings: params.value_settings ?? { event_payload_key: 'value' },
      })
    },
  ),
  route('GET', '/billing/meters/:id', {}, ({ store }, _params, { id = '' }) =>
    store.get('billing.meter', id),
  ),
  route(
    'POST',
    '/billing/meters/:id',
    { display_name: text.min(1).max(250).optional() },
    async (context, params, { id = '' }) =>
      context.update('billing.meter.updated', await context.store.get('billing.meter', id), {
        ...given(params),
        updated: context.now,
      }),
  ),
  route('POST', '/billing/meters/:id/deactivate', {}, (context, _params, { id = '' }) =>
    turn(context, id, 'inactive'),
  ),
  route('POST', '/billing/meters/:id/reactivate', {}, (context, _params, { id = '' }) =>
    turn(context, id, 'active'),
  ),
  route(
    'GET',
    '/billing/meters',
    { ...pagination, status: z.enum(['active', 'inactive']).optional() },
    ({ store }, { status, ...page }) =>
      store.page('billing.meter', '/v1/billing/meters', page, given({ status })),
  ),
  route(
    'GET',
    '/billing/meters/:id/event_summaries',
    {
      ...pagination,
      customer: text,
      end_time: int,
      start_time: int,
      value_grouping_window: window.optional(),
    },
    async (context, params, { id = '' }) => {
      const { start_time, end_time, value_grouping_window, limit = 10 } = params
      const meter = await context.store.get('billing.meter', id)
      const step = value_grouping_window ? windowSeconds[value_grouping_window] : 60
      for (const name of ['start_time', 'end_time'] as const)
        if (params[name] % step !== 0)
          throw invalidRequest(
            `Invalid ${name}: it must be aligned with ${value_grouping_window ?? 'minute'} boundaries.`,
            { param: name },
          )
      if (end_time <= start_time)
        throw invalidRequest('The end_time must be after the start_time.', { param: 'end_time' })
      const length = value_grouping_window ? step : end_time - start_time
      const summaries: Stripe.Billing.MeterEventSummary[] = []
      for (let start = end_time - length; start >= start_time; start -= length) {
        const span = { start, end: start + length }
        summaries.push({
          id: `mtrsum_test_${start}`,
          object: 'billing.meter_event_summary',
          aggregated_value: await usageOf(context, meter, params.customer, span),
          end_time: span.end,
          livemode: false,
          meter: meter.id,
          start_time: start,
        })
      }
      const from = params.starting_after
        ? summaries.findIndex((one) => one.id === params.starting_after) + 1
        : 0
      const data = summaries.slice(from, from + limit)
      const more = from + limit < summaries.length
      return listOf(`/v1/billing/meters/${id}/event_summaries`, data, more)
    },
  ),
  route(
    'POST',
    '/billing/meter_events',
    {
      event_name: text.max(100),
      identifier: text.min(1).max(100).optional(),
      payload: z.record(z.string(), z.string()),
      timestamp: int.optional(),
    },
    (context, { event_name, payload, ...rest }) =>
      recordMeterEvent(context, { event_name, payload, ...given(rest) }),
  ),
  route(
    'POST',
    '/billing/meter_event_adjustments',
    {
      cancel: z.strictObject({ identifier: text }),
      event_name: text,
      type: z.enum(['cancel']),
    },
    (context, { cancel, event_name }) => cancelMeterEvent(context, event_name, cancel.identifier),
  ),
]

/** The address where a thin event is read whole. */
export const coreEventRoutes = [
  route('GET', '/core/events/:id', {}, async ({ store }, _params, { id = '' }) => {
    const event = await store.get('v2.core.event', id)
    return { ...event, ...(await store.hidden('v2.core.event', id)) }
  }),
]

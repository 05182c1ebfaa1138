import type { Stripe } from 'stripe'
import type { Context } from '../context'

type Meter = Stripe.Billing.Meter
export type Span = { start: number; end: number }

const windowSeconds: Record<string, number> = { hour: 3_600, day: 86_400 }

const aggregates: Record<string, string> = {
  sum: 'coalesce(sum(value), 0)',
  count: 'count(*)',
  last: `coalesce((array_agg(value order by "timestamp" desc, seq desc))[1], 0)`,
}

/** What the meter counted for a customer between two moments, the first inclusive. */
export async function usageOf(
  { client }: Pick<Context, 'client'>,
  meter: Meter,
  customer: string,
  { start, end }: Span,
): Promise<number> {
  const window = windowSeconds[meter.event_time_window ?? '']
  // Of events that are summed up before they are sent, the last in each window stands for it.
  const counted = window
    ? `select distinct on ("timestamp" / ${window}) * from wanted order by "timestamp" / ${window}, seq desc`
    : 'select * from wanted'
  const { rows } = await client.query<{ usage: string }>(
    `with wanted as (
       select * from stripe_meter_events
       where event_name = $1 and customer = $2 and not canceled
         and "timestamp" >= $3 and "timestamp" < $4
     ), counted as (${counted})
     select ${aggregates[meter.default_aggregation.formula]!} as usage from counted`,
    [meter.event_name, customer, start, end],
  )
  return Number(rows[0]!.usage)
}

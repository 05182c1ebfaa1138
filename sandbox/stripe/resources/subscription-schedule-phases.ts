import type { Stripe } from 'stripe'
import { z } from 'zod'
import type { Context } from '../context'
import { periodAfter } from '../engine/periods'
import { buildPhase, type Phase } from '../engine/schedule-object'
import { checkItems } from '../engine/subscriptions'
import { invalidRequest } from '../errors'
import { given, mergeMetadata } from '../merge'
import { bool, int, metadata, text } from '../params'
import { prorationBehavior } from './subscription-params'

/** A phase as it is asked for: it lasts until `end_date`, for a `duration`, or for one period of its price. */
export const phaseParams = z.strictObject({
  description: text.optional(),
  duration: z
    .strictObject({
      interval: z.enum(['day', 'month', 'week', 'year']),
      interval_count: int.optional(),
    })
    .optional(),
  /** So many periods of its price: as it was asked for before there was `duration`. */
  iterations: int.optional(),
  end_date: int.optional(),
  items: z
    .array(z.strictObject({ price: text, quantity: int.optional(), metadata: metadata.optional() }))
    .min(1),
  metadata: metadata.optional(),
  proration_behavior: prorationBehavior.optional(),
  start_date: int.optional(),
  trial: bool.optional(),
  trial_end: int.optional(),
})
type PhaseParams = z.infer<typeof phaseParams>

async function itemsOf({ store }: Context, { items }: PhaseParams, place: number) {
  const read = await Promise.all(
    items.map(async ({ price, quantity = 1, metadata: own }, index) => ({
      price: await store.get('price', price, `phases[${place}][items][${index}][price]`),
      quantity,
      metadata: mergeMetadata({}, own),
    })),
  )
  checkItems(read)
  return read
}

function endOfPhase(
  { duration, end_date, iterations = 1 }: PhaseParams,
  start: number,
  recurring: Stripe.Price.Recurring,
  place: number,
): number {
  if (duration && end_date !== undefined)
    throw invalidRequest('You may only specify one of these parameters: duration, end_date.', {
      param: `phases[${place}][duration]`,
    })
  const lasts = duration
    ? { interval: duration.interval, interval_count: duration.interval_count ?? 1 }
    : {
        interval: recurring.interval,
        interval_count: recurring.interval_count * iterations,
      }
  const end = end_date ?? periodAfter(start, lasts)
  if (end <= start)
    throw invalidRequest('The phase `end_date` must be after its `start_date`.', {
      param: `phases[${place}][end_date]`,
    })
  return end
}

/**
 * The phases in their order, each from the end of the one before.
 * @param from when the first begins, in Unix seconds, unless it says so itself.
 * @param current the phase that runs, which has to stay among them.
 */
export async function readPhases(
  context: Context,
  params: PhaseParams[],
  from = context.now,
  current?: Stripe.SubscriptionSchedule.CurrentPhase | null,
): Promise<Phase[]> {
  const phases: Phase[] = []
  for (const [place, one] of params.entries()) {
    const before = phases.at(-1)
    const start = one.start_date ?? before?.end_date ?? from
    if (before && start !== before.end_date)
      throw invalidRequest('Subscription schedule phases must be contiguous.', {
        param: `phases[${place}][start_date]`,
      })
    const items = await itemsOf(context, one, place)
    const end = endOfPhase(one, start, items[0]!.price.recurring!, place)
    phases.push(
      buildPhase({
        currency: items[0]!.price.currency,
        items: items.map(({ price, ...item }) => ({ ...item, price: price.id })),
        start,
        end,
        metadata: mergeMetadata({}, one.metadata),
        ...given({
          description: one.description,
          proration_behavior: one.proration_behavior,
          trial_end: one.trial_end ?? (one.trial ? end : undefined),
        }),
      }),
    )
  }
  if (current && !phases.some((phase) => phase.start_date === current.start_date))
    throw invalidRequest(
      'You can not modify the start date of the current phase: it has to be among the phases with the `start_date` it has.',
      { param: 'phases[0][start_date]' },
    )
  const over = phases.findIndex((phase) => phase.end_date <= context.now)
  if (over >= 0 && phases[over]!.start_date >= (current?.start_date ?? 0))
    throw invalidRequest('Phases that are not over have to end in the future.', {
      param: `phases[${over}][end_date]`,
    })
  return phases
}

import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { idOf } from '../objects'
import type { Phase } from './schedule-object'
import type { RequestedItem } from './subscription-items'
import { buildItem, withPrice } from './subscription-object'

type Schedule = Stripe.SubscriptionSchedule
type Subscription = Stripe.Subscription

/** The phase that this moment is in, in Unix seconds. */
export const phaseAt = ({ phases }: Schedule, at: number): Phase | undefined =>
  phases.find((phase) => phase.start_date <= at && at < phase.end_date)

export const currentPhase = ({ current_phase: current, phases }: Schedule): Phase | undefined =>
  current ? phases.find((phase) => phase.start_date === current.start_date) : undefined

export const lastEnd = ({ phases }: Schedule): number =>
  Math.max(...phases.map((phase) => phase.end_date))

type Pairing = {
  before?: Stripe.SubscriptionItem
  price?: Stripe.Price
  quantity: number
  metadata: Stripe.Metadata
}

/** The items of a phase beside those of the subscription: same price first, then whatever item is left. */
async function pair({ store }: Context, { items }: Subscription, phase: Phase): Promise<Pairing[]> {
  const left = [...items.data]
  const take = (place: number) => (place < 0 ? undefined : left.splice(place, 1)[0])
  const known = phase.items.map((one) =>
    take(left.findIndex((item) => item.price.id === idOf(one.price))),
  )
  const pairs: Pairing[] = []
  for (const [index, one] of phase.items.entries())
    pairs.push({
      before: known[index] ?? left.shift(),
      price: await store.get('price', idOf(one.price)),
      quantity: one.quantity ?? 1,
      metadata: one.metadata ?? {},
    })
  return [...pairs, ...left.map((before) => ({ before, quantity: 0, metadata: {} }))]
}

/** The subscription's items as the phase wants them, for the period they are in. */
export async function phaseItems(
  context: Context,
  subscription: Subscription,
  phase: Phase,
): Promise<Stripe.SubscriptionItem[]> {
  const [first] = subscription.items.data
  const period = { start: first!.current_period_start, end: first!.current_period_end }
  const pairs = await pair(context, subscription, phase)
  return pairs.flatMap(({ before, price, quantity, metadata }) => {
    if (!price) return []
    return before
      ? [{ ...withPrice(before, price), quantity }]
      : [buildItem(context.now, subscription.id, { price, quantity, metadata }, period)]
  })
}

/** The same as a change of the subscription; nothing when the items are so already. */
export async function phaseChange(
  context: Context,
  subscription: Subscription,
  phase: Phase,
): Promise<RequestedItem[]> {
  const pairs = await pair(context, subscription, phase)
  return pairs.flatMap(({ before, price, quantity, metadata }): RequestedItem[] => {
    if (!price) return [{ id: before!.id, deleted: true }]
    if (!before) return [{ price, quantity, metadata }]
    const same = before.price.id === price.id && before.quantity === quantity
    return same ? [] : [{ id: before.id, price, quantity }]
  })
}

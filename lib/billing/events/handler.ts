import 'server-only'
import type Stripe from 'stripe'
import type { Effect } from '../sync/effect'

export type EventType = Stripe.Event['type']

/**
 * What to do about one type of event: take the id from it, read the object again from Stripe, and return the effect to
 * be written in the event's transaction; or, where the event concerns nothing of ours, the line that says so. Nothing else in
 * the event is trusted: it may be old.
 */
export type Handler<Type extends EventType> = (
  event: Extract<Stripe.Event, { type: Type }>,
) => Promise<Effect | string>

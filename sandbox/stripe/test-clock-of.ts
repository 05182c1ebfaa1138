import type { Stripe } from 'stripe'
import type { Context } from './context'
import { StripeFailure } from './errors'
import { idOf } from './objects'
import type { Store } from './store'

type Reference = string | { id: string } | null | undefined
type Linked = { object: string; deleted?: boolean } & Record<
  'test_clock' | 'customer' | 'charge' | 'payment_intent' | 'invoice' | 'subscription',
  Reference
>

/** Where an object keeps the way to its customer, the nearest first. */
const ways = ['customer', 'invoice', 'subscription', 'charge', 'payment_intent'] as const

/** The test clock by which an object lives, if it does: its customer's. The clock itself lives in the sandbox's time. */
export async function testClockOf(
  store: Store,
  id: string,
): Promise<Stripe.TestHelpers.TestClock | undefined> {
  const found = (await store.findAny(id)) as unknown as Linked | undefined
  if (!found) return undefined
  if (found.test_clock) return store.find('test_helpers.test_clock', idOf(found.test_clock))
  for (const way of ways) {
    const next = found[way]
    if (next) return testClockOf(store, idOf(next))
  }
  return undefined
}

/** The parameters by which a request names what it is about. */
const naming = [
  'charge',
  'customer',
  'from_subscription',
  'invoice',
  'payment_intent',
  'subscription',
  'test_clock',
]

export const namesIn = (form: Record<string, unknown>): string[] =>
  naming.map((name) => form[name]).filter((value) => typeof value === 'string')

/**
 * Puts work on the time of the test clock that the first of these objects lives by. While that clock is advancing
 * nothing of it can be changed.
 */
export async function followTestClock(context: Context, ids: string[]): Promise<void> {
  for (const id of ids) {
    const clock =
      (await context.store.find('test_helpers.test_clock', id)) ??
      (await testClockOf(context.store, id))
    if (!clock) continue
    if (clock.status === 'advancing')
      throw new StripeFailure(429, {
        type: 'invalid_request_error',
        code: 'rate_limit',
        message: `Test clock advancement underway - cannot perform modifications: ${clock.id}`,
      })
    context.now = clock.frozen_time
    return
  }
}

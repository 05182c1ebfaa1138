import type { Stripe } from 'stripe'

/** Runs something at Stripe and answers the events it made, oldest first. */
export async function eventsOf(
  stripe: Stripe,
  run: () => Promise<unknown>,
): Promise<Stripe.Event[]> {
  const { data } = await stripe.events.list({ limit: 1 })
  await run()
  const made = stripe.events.list({ ending_before: data[0]?.id, limit: 100 })
  // Backwards through the pages Stripe hands out the older events first.
  return made.autoPagingToArray({ limit: 10_000 })
}

import type { Stripe } from 'stripe'
import { typed, type BillingWorld } from './billing'

/** Subscribers whose renewal fails, and what then happens by itself, in a world of billing. */
export function unpaidRenewals(world: BillingWorld) {
  async function control(path: string, body: object = {}, method = 'POST'): Promise<void> {
    const response = await fetch(`${world.sandbox.url}/sandbox/stripe/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  }

  /** A subscriber of Pro whose card fails from now on. */
  async function failingSubscriber(code = 'insufficient_funds') {
    const user = await world.newUser()
    const item = { kind: 'subscription', plan: 'pro', interval: 'month' } as const
    await world.deliverAll((await world.buy(user, item)).events)
    const { id } = await world.db.subscription.findFirstOrThrow({ where: { userId: user.id } })
    const subscription = await world.stripe.subscriptions.retrieve(id)
    const card = subscription.default_payment_method as string
    await control(`payment_methods/${card}/decline`, { code })
    return { user, subscription, card, customer: subscription.customer as string }
  }

  const renew = (subscriptionId: string) =>
    world.eventsOf(() => control(`subscriptions/${subscriptionId}/renew`))

  return {
    control,
    failingSubscriber,
    renew,

    retries: (policy: { afterDays: number[]; end: string }) =>
      control('retry-policy', policy, 'PUT'),

    /** What next happens by itself to an object, with its webhooks. */
    happen: async (id: string) =>
      world.deliverAll(await world.eventsOf(() => control(`due/${id}`))),

    /** A subscriber whose renewal has failed once; nothing of that is delivered. */
    async unpaidRenewal(code?: string) {
      const subscriber = await failingSubscriber(code)
      const events = await renew(subscriber.subscription.id)
      const { id } = typed(events, 'invoice.payment_failed').data.object
      return { ...subscriber, events, invoiceId: id }
    },

    payWith: (invoiceId: string, card: string): Promise<Stripe.Event[]> =>
      world.eventsOf(() => world.stripe.invoices.pay(invoiceId, { payment_method: card })),

    goodCard: (customer: string) =>
      world.stripe.paymentMethods.attach('pm_card_mastercard', { customer }),
  }
}

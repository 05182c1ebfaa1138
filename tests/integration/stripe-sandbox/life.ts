import type { Stripe } from 'stripe'
import type { Harness } from './harness'

export const hour = 3_600
export const day = 86_400

/** February 2027 has 28 days: its middle is a whole day, and its figures are round. */
export const february = Date.UTC(2027, 1, 1) / 1000
export const halfway = february + 14 * day
export const march = Date.UTC(2027, 2, 1) / 1000

export type Life = {
  customer: Stripe.Customer
  method: Stripe.PaymentMethod
  /** Moves this customer's time there, in Unix seconds, and waits until everything on the way has happened. */
  advance(to: number): Promise<void>
  /** A card that is charged from now on. */
  useCard(token: string): Promise<Stripe.PaymentMethod>
  /** The types of this customer's events from then on, in their order. */
  events(since?: string): Promise<Stripe.Event[]>
}

/** A customer on a test clock of their own, with a card. */
export async function startLife(
  harness: Harness,
  from = february,
  card = 'pm_card_visa',
): Promise<Life> {
  const { stripe } = harness
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: from })
  const customer = await stripe.customers.create({
    test_clock: clock.id,
    email: 'life@example.com',
  })
  async function useCard(token: string) {
    const method = await stripe.paymentMethods.attach(token, { customer: customer.id })
    await stripe.customers.update(customer.id, {
      invoice_settings: { default_payment_method: method.id },
    })
    return method
  }
  return {
    customer,
    method: await useCard(card),
    useCard,
    async advance(to) {
      const seen = harness.received.length
      await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: to })
      await harness.until((all) =>
        all
          .slice(seen)
          .some(
            ({ event }) =>
              event.type === 'test_helpers.test_clock.ready' && event.data.object.id === clock.id,
          ),
      )
    },
    async events(since) {
      const page = await stripe.events.list({ limit: 100, ...(since && { ending_before: since }) })
      return page.data
        .filter((event) => JSON.stringify(event.data.object).includes(customer.id))
        .toReversed()
    },
  }
}

type Recurring = { interval?: 'month' | 'year'; currency?: string }

export const priceOf = (
  { stripe }: Harness,
  name: string,
  amount: number,
  { interval = 'month', currency = 'usd' }: Recurring = {},
) =>
  stripe.prices.create({
    currency,
    unit_amount: amount,
    recurring: { interval },
    product_data: { name },
  })

export type Line = { amount: number; description: string | null; proration: boolean | undefined }

/** What matters of an invoice's lines. */
export const linesOf = (invoice: Stripe.Invoice): Line[] =>
  invoice.lines.data.map(({ amount, description, parent }) => ({
    amount,
    description,
    proration: parent?.subscription_item_details?.proration,
  }))

export const latestOf = (subscription: Stripe.Subscription) =>
  subscription.latest_invoice as Stripe.Invoice

import type { Stripe } from 'stripe'
import { plans } from '@/lib/catalogue'
import { credits, openAccount } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { createUser } from '@/tests/support/users'

export type Subscriber = { userId: string; subscription: string }

async function customerOf(stripe: Stripe, db: PrismaClient) {
  const user = await createUser(db)
  const { creditsPerMonth, rolloverCap } = plans.free
  await openAccount(db, {
    userId: user.id,
    allowance: { amount: credits(creditsPerMonth), rolloverCap: credits(rolloverCap) },
  })
  const customer = await stripe.customers.create({
    email: user.email,
    metadata: { userId: user.id },
  })
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
  await stripe.customers.update(customer.id, {
    invoice_settings: { default_payment_method: card.id },
  })
  await db.billingCustomer.create({ data: { userId: user.id, stripeCustomerId: customer.id } })
  return { userId: user.id, customer: customer.id }
}

/** People who subscribe at Stripe; the app hears of it when it is told. */
export async function subscribe(
  stripe: Stripe,
  db: PrismaClient,
  count: number,
): Promise<Subscriber[]> {
  const [price] = (await stripe.prices.list({ lookup_keys: [plans.pro.prices.month.lookupKey] }))
    .data
  if (!price) throw new Error('Stripe sells no Pro.')
  const people: Subscriber[] = []
  while (people.length < count) {
    const { userId, customer } = await customerOf(stripe, db)
    const { id } = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] })
    people.push({ userId, subscription: id })
  }
  return people
}

/** Everybody's next month is billed and paid. */
export async function renew(sandboxUrl: string, people: readonly Subscriber[]): Promise<void> {
  for (const { subscription } of people) {
    const url = `${sandboxUrl}/sandbox/stripe/subscriptions/${subscription}/renew`
    const renewed = await fetch(url, { method: 'POST' })
    if (!renewed.ok) throw new Error(`The sandbox did not renew: ${await renewed.text()}`)
  }
}

import 'server-only'
import type Stripe from 'stripe'
import { db } from '@/lib/db'
import { aliveStatuses } from '../access'
import { readTopUpCard } from '../auto-topup/card-reading'
import { lockOwner } from '../customer'
import { idOf, stripe } from '../stripe'
import { readingBegins, type Effect } from '../sync/effect'

/** The columns that show a card. What is no card (a bank account, a wallet) is named by its type. */
function columnsOf(method: Stripe.PaymentMethod | null) {
  return {
    paymentMethodId: method?.id ?? null,
    cardBrand: method ? (method.card?.brand ?? method.type) : null,
    cardLast4: method?.card?.last4 ?? null,
    cardExpMonth: method?.card?.exp_month ?? null,
    cardExpYear: method?.card?.exp_year ?? null,
  }
}

/** What a subscription is charged from: its own card, else the customer's. */
function chargedOf(customer: Stripe.Customer): Stripe.PaymentMethod | null {
  const alive = customer.subscriptions?.data.find(({ status }) =>
    (aliveStatuses as string[]).includes(status),
  )
  const method =
    alive?.default_payment_method ?? customer.invoice_settings.default_payment_method ?? null
  if (typeof method === 'string') throw new Error(`${method} was not read with ${customer.id}`)
  return method
}

/** The customer with the subscriptions that have not ended, and the cards of both. */
const expand = [
  'invoice_settings.default_payment_method',
  'subscriptions.data.default_payment_method',
]

/** Reads the card that would be charged next and writes it where pages show it. */
export async function readCard(customer: string | { id: string } | null): Promise<Effect> {
  const customerId = idOf(customer)
  if (!customerId) return async () => 'no customer, no card'
  const readAt = await readingBegins()
  const account = await stripe().customers.retrieve(customerId, { expand })
  // Its own event clears what we show.
  if (account.deleted) return async () => `customer ${customerId} is deleted`
  const columns = columnsOf(chargedOf(account))
  const writeTopUpCard = await readTopUpCard(customerId)
  return async (tx) => {
    const owner = await lockOwner(tx, customerId)
    if (!owner) return `${customerId} is none of ours`
    const { userId } = owner
    await writeTopUpCard(tx, userId)
    const { count } = await tx.billingCustomer.updateMany({
      where: { userId, OR: [{ cardSyncedAt: null }, { cardSyncedAt: { lte: readAt } }] },
      data: { ...columns, cardSyncedAt: readAt },
    })
    if (count === 0) return `the card of ${customerId} is newer than this reading`
    return `the card of ${customerId} is ${columns.paymentMethodId ?? 'none'}`
  }
}

/** The same from a payment method's side: whoever we show it for. A detached one does not name its customer any more. */
export async function readCardsShowing(method: Stripe.PaymentMethod): Promise<Effect> {
  const row = await db().billingCustomer.findFirst({ where: { paymentMethodId: method.id } })
  return readCard(row?.stripeCustomerId ?? idOf(method.customer))
}

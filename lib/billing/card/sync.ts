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
async function fetchCharged(customer: Stripe.Customer): Promise<Stripe.PaymentMethod | null> {
  const subscriptions = await stripe().subscriptions.list({
    customer: customer.id,
    status: 'all',
    limit: 100,
  })
  const alive = subscriptions.data.find(({ status }) =>
    (aliveStatuses as string[]).includes(status),
  )
  const id =
    idOf(alive?.default_payment_method) ?? idOf(customer.invoice_settings.default_payment_method)
  return id ? stripe().paymentMethods.retrieve(id) : null
}

/** Reads the card that would be charged next and writes it where pages show it. */
export async function readCard(customer: string | { id: string } | null): Promise<Effect> {
  const customerId = idOf(customer)
  if (!customerId) return async () => 'no customer, no card'
  const readAt = await readingBegins()
  const account = await stripe().customers.retrieve(customerId)
  // Its own event clears what we show.
  if (account.deleted) return async () => `customer ${customerId} is deleted`
  const [charged, writeTopUpCard] = await Promise.all([
    fetchCharged(account),
    readTopUpCard(customerId),
  ])
  const columns = columnsOf(charged)
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

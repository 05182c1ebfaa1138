import 'server-only'
import type Stripe from 'stripe'
import { idOf, stripe } from '../stripe'

/**
 * The card an automatic top-up charges: the customer's own choice, else the one that pays the subscription, else the one
 * kept last. `null`: none is kept. Asked at Stripe each time, since a card changes there without us.
 */
export async function cardToCharge(customer: string): Promise<Stripe.PaymentMethod | null> {
  const [account, cards, subscriptions] = await Promise.all([
    stripe().customers.retrieve(customer),
    stripe().customers.listPaymentMethods(customer, { type: 'card', limit: 100 }),
    stripe().subscriptions.list({ customer, limit: 10 }),
  ])
  if (account.deleted) return null
  const wanted = [
    idOf(account.invoice_settings.default_payment_method),
    ...subscriptions.data.map((subscription) => idOf(subscription.default_payment_method)),
  ]
  const chosen = wanted.map((id) => cards.data.find((card) => card.id === id)).find(Boolean)
  return chosen ?? cards.data[0] ?? null
}

/** What is kept of it beside the setting, to be shown. */
export const cardColumns = (card: Stripe.PaymentMethod | null) => ({
  paymentMethodId: card?.id ?? null,
  cardBrand: card ? (card.card?.brand ?? card.type) : null,
  cardLast4: card?.card?.last4 ?? null,
})

/** Says of a session that the card it is paid with is kept, to be charged while the customer is away. */
export const keepsCard = { keepsCard: 'off_session' } as const

/** Makes the card that a paid session has kept the one that is charged from now on. Answers whether there is one. */
export async function chooseKeptCard(session: Stripe.Checkout.Session): Promise<boolean> {
  const customer = idOf(session.customer)
  const intentId = idOf(session.payment_intent)
  if (session.metadata?.keepsCard !== keepsCard.keepsCard || !customer || !intentId) return false
  const card = idOf((await stripe().paymentIntents.retrieve(intentId)).payment_method)
  if (!card) return false
  await stripe().customers.update(customer, { invoice_settings: { default_payment_method: card } })
  return true
}

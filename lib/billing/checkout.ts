import 'server-only'
import type Stripe from 'stripe'
import type { CheckoutAttempt } from '@/prisma/generated/client'
import { packs, plans } from '@/lib/catalogue'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { keepsCard } from './auto-topup/card'
import { hasAgreed } from './auto-topup/settings'
import { alreadySubscribed, closeAttempt, keepSession, openAttempt } from './attempts'
import { ensureCustomer } from './customer'
import { itemRow, type CheckoutItem } from './items'
import { priceIdFor } from './prices'
import { fromUnix, onBehalf, stripe } from './stripe'

export type OpenedCheckout = { url: string; sessionId: string }

/**
 * Opens Stripe's checkout page for an item of the catalogue. A second click while the page is open gets the same page.
 * Throws `conflict` for a subscriber who wants a second subscription, `unavailable` for an item Stripe does not sell,
 * `provider_failed` when Stripe does not answer. Nothing is charged before the buyer pays there.
 */
export async function startCheckout({
  userId,
  item,
}: {
  userId: string
  item: CheckoutItem
}): Promise<OpenedCheckout> {
  const row = itemRow(item)
  const attempt = await openAttempt(userId, row)
  if (attempt.stripeSessionId === null) return openSession(attempt, item)
  const reused = await reuse(attempt)
  return reused ?? openSession(await openAttempt(userId, row), item)
}

/** The session of an earlier click, if it can still be paid; else the attempt is closed. */
async function reuse(attempt: CheckoutAttempt): Promise<OpenedCheckout | null> {
  const session = await onBehalf(stripe().checkout.sessions.retrieve(attempt.stripeSessionId ?? ''))
  if (session.status === 'open' && session.url) return { url: session.url, sessionId: session.id }
  await closeAttempt(attempt.id, session.status === 'complete' ? 'pending' : 'expired')
  // Paid a moment ago, and the event is under way: the subscription exists though we have not heard of it yet.
  if (session.status === 'complete' && attempt.kind === 'subscription') throw alreadySubscribed()
  return null
}

async function openSession(attempt: CheckoutAttempt, item: CheckoutItem): Promise<OpenedCheckout> {
  try {
    const customer = await ensureCustomer(attempt.userId)
    const price = await onBehalf(priceIdFor(itemRow(item).lookupKey))
    const keepCard = await hasAgreed(attempt.userId)
    const session = await onBehalf(
      stripe().checkout.sessions.create(sessionParams(attempt, item, customer, price, keepCard), {
        idempotencyKey: `checkout:${attempt.id}`,
      }),
    )
    if (!session.url)
      throw new AppError('provider_failed', 'The checkout page could not be opened.')
    const expiresAt = fromUnix(session.expires_at)
    await keepSession(attempt.id, { id: session.id, url: session.url, expiresAt })
    return { url: session.url, sessionId: session.id }
  } catch (error) {
    // The next click starts afresh: Stripe would answer this attempt's key with the same refusal for a day.
    await closeAttempt(attempt.id, 'failed')
    throw error
  }
}

/** Days before the first payment. The card is asked for all the same: the plan goes on by itself. */
function trialOf(item: CheckoutItem & { kind: 'subscription' }): { trial_period_days?: number } {
  const { trial } = plans[item.plan]
  return item.trial && trial ? { trial_period_days: trial.days } : {}
}

function sessionParams(
  attempt: CheckoutAttempt,
  item: CheckoutItem,
  customer: string,
  price: string,
  keepCard: boolean,
): Stripe.Checkout.SessionCreateParams {
  const { userId, kind, itemKey, interval } = attempt
  const metadata = {
    userId,
    kind,
    itemKey,
    ...(interval !== null && { interval }),
    ...(item.kind === 'topup' && { credits: String(packs[item.pack].credits) }),
  }
  const bought = new URLSearchParams({ kind, item: itemKey })
  return {
    customer,
    client_reference_id: userId,
    line_items: [{ price, quantity: 1 }],
    billing_address_collection: 'required',
    allow_promotion_codes: true,
    // From the configuration: a Host header is whatever the client says it is.
    success_url: `${env().APP_URL}/billing/return?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${env().APP_URL}/billing/cancelled?${bought}`,
    metadata: { ...metadata, ...(keepCard && item.kind === 'topup' && keepsCard) },
    // Stripe copies a session's metadata to nothing: what is made from it needs its own.
    ...(item.kind === 'topup'
      ? {
          mode: 'payment',
          payment_intent_data: {
            metadata,
            // Only for who has agreed to be charged while away.
            ...(keepCard && { setup_future_usage: 'off_session' }),
          },
        }
      : { mode: 'subscription', subscription_data: { metadata, ...trialOf(item) } }),
  }
}

import 'server-only'
import type Stripe from 'stripe'
import { z } from 'zod'
import type { Payment } from '@/prisma/generated/client'
import { packs, type PackKey } from '@/lib/catalogue'
import { grant } from '@/lib/credits'
import { credits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'
import { lockOwner, type Owner } from '../customer'
import { mailConfirmation, mailFailure } from '../mails'
import { fromUnix, idOf } from '../stripe'
import { readingBegins, type Effect } from './effect'
import {
  factsOf,
  fetchPaymentIntent,
  paymentStatus,
  type BaseStatus,
  type PaymentFacts,
} from './payment-intent'
import { writePayment } from './payment-row'
import { writeReturns } from './returns'

/**
 * What checkout wrote on the session and on its payment intent. The credits are those shown when the session was
 * opened, whatever the catalogue says by now, also when it does not sell that pack any more.
 */
const topupMetadata = z.object({
  kind: z.literal('topup'),
  itemKey: z.string().min(1),
  credits: z.coerce.number().int().positive(),
})
type Topup = z.infer<typeof topupMetadata>

const nameOf = (topup: Topup): string =>
  Object.hasOwn(packs, topup.itemKey)
    ? packs[topup.itemKey as PackKey].name
    : `${topup.credits.toLocaleString('en-US')} credits`

/** A top-up as it stands at Stripe. */
type Purchase = {
  topup: Topup
  /** The business identity: the payment intent, or the session where a promotion code left nothing to pay. */
  paidBy: string
  sourceKey: string
  base: BaseStatus
  amountMinor: number
  currency: string
  createdAt: Date
  facts: PaymentFacts | null
}

/** The purchase of a completed session in payment mode; `null` when the session sold nothing of ours. */
export async function fetchTopup(session: Stripe.Checkout.Session): Promise<Purchase | null> {
  const parsed = topupMetadata.safeParse(session.metadata)
  if (session.mode !== 'payment' || !parsed.success) return null
  const intentId = idOf(session.payment_intent)
  const facts = intentId ? factsOf(await fetchPaymentIntent(intentId)) : null
  const paid = session.payment_status !== 'unpaid'
  return {
    topup: parsed.data,
    paidBy: intentId ?? session.id,
    sourceKey: intentId ? `payment_intent:${intentId}` : `checkout_session:${session.id}`,
    base: paid ? 'paid' : facts?.failure ? 'failed' : 'pending',
    amountMinor: session.amount_total ?? 0,
    currency: session.currency ?? '',
    createdAt: facts?.createdAt ?? fromUnix(session.created),
    facts,
  }
}

/** The purchase behind a payment intent that carries a top-up's metadata. Throws for one that does not. */
export function intentPurchase(intent: Parameters<typeof factsOf>[0], base: BaseStatus): Purchase {
  const facts = factsOf(intent)
  return {
    topup: topupMetadata.parse(intent.metadata),
    paidBy: intent.id,
    sourceKey: `payment_intent:${intent.id}`,
    base,
    amountMinor: intent.amount,
    currency: intent.currency,
    createdAt: facts.createdAt,
    facts,
  }
}

/** Writes the payment and, when it is paid, grants the credits, once, whichever event says so. */
export async function writeTopup(
  tx: Db,
  owner: Owner,
  purchase: Purchase,
  readAt: Date,
): Promise<string> {
  const { topup, paidBy, base, facts } = purchase
  const description = nameOf(topup)
  const payment = await writeTopupPayment(tx, owner, purchase, readAt)
  if (base === 'pending') return `payment ${paidBy} is pending, nothing granted`
  if (base !== 'paid') {
    const reason = facts?.failure?.message
    await mailFailure(tx, owner, { paymentId: paidBy, description, attempt: 1, reason })
    return `payment ${paidBy} failed, nothing granted`
  }
  const { outcome } = await grant(tx, {
    userId: owner.userId,
    kind: 'topup',
    sourceKey: purchase.sourceKey,
    amount: credits(topup.credits),
    expiresAt: null,
    reason: `Top-up: ${description}`,
    paidBy,
  })
  const returned = facts
    ? await writeReturns(tx, owner, payment, facts, readAt)
    : 'nothing was paid'
  await mailConfirmation(tx, owner, {
    paymentId: paidBy,
    description,
    amountMinor: purchase.amountMinor,
    currency: purchase.currency,
    creditsAdded: topup.credits,
    receiptUrl: facts?.receiptUrl ?? null,
  })
  return `payment ${paidBy}: ${topup.credits} credits ${outcome}; ${returned}`
}

/** Writes the payment alone, credits or not. */
export async function writeTopupPayment(
  tx: Db,
  owner: Owner,
  { topup, paidBy, base, facts, ...purchase }: Purchase,
  readAt: Date,
): Promise<Payment> {
  const failure = base === 'failed' ? facts?.failure : null
  return writePayment(
    tx,
    {
      id: paidBy,
      userId: owner.userId,
      kind: topup.kind,
      itemKey: topup.itemKey,
      description: nameOf(topup),
      amountMinor: purchase.amountMinor,
      refundedMinor: facts?.refundedMinor ?? 0,
      currency: purchase.currency,
      status: paymentStatus(base, purchase.amountMinor, facts),
      failureCode: failure?.code ?? null,
      failureMessage: failure?.message ?? null,
      paymentIntentId: facts?.paymentIntentId ?? null,
      receiptUrl: facts?.receiptUrl ?? null,
      createdAt: purchase.createdAt,
    },
    readAt,
  )
}

/**
 * Mirrors a card that was declined on the checkout page, so that the history and the assistant can say why. No mail:
 * the buyer is looking at the page. A payment that has succeeded since is left to the event of its session.
 */
export async function readDeclinedTopup(paymentIntentId: string): Promise<Effect> {
  const readAt = await readingBegins()
  const intent = await fetchPaymentIntent(paymentIntentId)
  const parsed = topupMetadata.safeParse(intent.metadata)
  const facts = factsOf(intent)
  if (!parsed.success || !facts.failure)
    return async () => `payment intent ${paymentIntentId}: no declined top-up`
  return async (tx) => {
    const owner = await lockOwner(tx, intent.customer)
    if (!owner) return `payment intent ${paymentIntentId}: the customer is none of ours`
    const purchase = intentPurchase(intent, 'failed')
    await writeTopupPayment(tx, owner, purchase, readAt)
    return `payment ${paymentIntentId} declined: ${facts.failure?.code}`
  }
}

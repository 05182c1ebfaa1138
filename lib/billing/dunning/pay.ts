import 'server-only'
import { Stripe } from 'stripe'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { adoptChosenCard } from '../card/adopt'
import { failureOf } from '../declines'
import { idOf, onBehalf, stripe } from '../stripe'
import { converge } from '../sync/converge'
import { readInvoice } from '../sync/subscription'

export type PaidOwed =
  | { outcome: 'paid' }
  /** The bank's sentence; nothing was charged. */
  | { outcome: 'declined'; message: string }
  /** The bank wants the customer to confirm on Stripe's page. */
  | { outcome: 'confirm'; url: string | null }

/**
 * Pays an unpaid renewal now with the card that Stripe has for it. A card the customer has chosen since takes the place of
 * the one that failed first. Throws `not_found` for an invoice that is not owed by this user, `conflict` without a card.
 */
export async function payOwed(userId: string, invoiceId: string): Promise<PaidOwed> {
  const open = await db().dunningCase.findFirst({
    where: { id: invoiceId, userId, closedAt: null },
  })
  const account = open && (await db().billingCustomer.findUnique({ where: { userId } }))
  if (!account) throw new AppError('not_found', 'This payment is not open any more.')
  await onBehalf(adoptChosenCard(account.stripeCustomerId))
  const card = await onBehalf(chargedCard(account.stripeCustomerId, open.subscriptionId))
  if (!card)
    throw new AppError(
      'conflict',
      'There is no card to charge. Add one first; nothing was charged.',
    )
  const outcome = await attempt(open, card)
  await onBehalf(converge(() => readInvoice(invoiceId)))
  return outcome
}

async function chargedCard(customerId: string, subscriptionId: string): Promise<string | null> {
  const subscription = await stripe().subscriptions.retrieve(subscriptionId)
  const own = idOf(subscription.default_payment_method)
  if (own) return own
  const account = await stripe().customers.retrieve(customerId)
  return account.deleted ? null : idOf(account.invoice_settings.default_payment_method)
}

async function attempt(
  {
    id,
    syncedAt,
    hostedInvoiceUrl,
  }: { id: string; syncedAt: Date; hostedInvoiceUrl: string | null },
  card: string,
): Promise<PaidOwed> {
  try {
    const invoice = await stripe().invoices.pay(
      id,
      { payment_method: card },
      // Two clicks at once are one attempt; after its outcome was written, a click is a new one.
      { idempotencyKey: `pay_owed:${id}:${card}:${syncedAt.getTime()}` },
    )
    return invoice.status === 'paid'
      ? { outcome: 'paid' }
      : { outcome: 'confirm', url: hostedInvoiceUrl }
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError) return refusal(error, hostedInvoiceUrl)
    // Somebody was quicker: the reading that follows says how it ended.
    if (await isPaid(id)) return { outcome: 'paid' }
    return onBehalf(Promise.reject(error))
  }
}

function refusal(
  error: InstanceType<typeof Stripe.errors.StripeCardError>,
  url: string | null,
): PaidOwed {
  const { code, decline_code, advice_code } = error
  const asked = ['authentication_required', 'invoice_payment_intent_requires_action']
  if (asked.includes(code ?? '') || decline_code === 'authentication_required')
    return { outcome: 'confirm', url }
  const failure = failureOf({
    code,
    decline_code,
    advice_code,
  } as Stripe.PaymentIntent.LastPaymentError)
  return { outcome: 'declined', message: `${failure?.message ?? ''} Nothing was charged.`.trim() }
}

async function isPaid(id: string): Promise<boolean> {
  const invoice = await stripe()
    .invoices.retrieve(id)
    .catch(() => null)
  return invoice?.status === 'paid'
}

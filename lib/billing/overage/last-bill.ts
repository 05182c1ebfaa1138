import 'server-only'
import { Stripe } from 'stripe'
import { currency } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { bucketsUnder } from '@/lib/credits'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { idOf, stripe } from '../stripe'
import { converge } from '../sync/converge'
import { readInvoice } from '../sync/subscription'
import { overagePrice } from './catalogue'
import { lastOverage } from './kind'
import { overagePrefix } from './period'
import { costOf, milliCredits } from './price'

const hourMs = 60 * 60 * 1_000
/** What a final bill of Stripe's own holds is known by then, and so is what running operations have come to cost. */
const settlesAfterMs = hourMs
/** Nobody is billed for what has been forgotten for so long. */
const forgottenMs = 30 * 24 * hourMs

type Ended = {
  userId: string
  subscriptionId: string
  periodStart: Date
  perThousandMinor: bigint
  customer: string
}

/**
 * A subscription that ends at once (by the owner's hand, or when Stripe gives up) gets no further invoice, and what was spent
 * past the balance in its last period would stay unbilled. Bills what no invoice of the subscription holds, as was agreed to.
 * Each step may run again: Stripe knows it by its key. Answers how many were billed.
 */
export async function billLastOverage(): Promise<number> {
  const now = clock.now().getTime()
  const ended = await db().$queryRaw<Ended[]>`
    select o."userId", o."subscriptionId", s."currentPeriodStart" as "periodStart", o."perThousandMinor",
           c."stripeCustomerId" as customer
      from "Overage" o
      join "Subscription" s on s.id = o."subscriptionId"
      join "BillingCustomer" c on c."userId" = o."userId" and c."deletedAt" is null
     where s."endedAt" <= ${new Date(now - settlesAfterMs)}::timestamptz
       and s."endedAt" > ${new Date(now - forgottenMs)}::timestamptz
       and o."settledFor" is distinct from o."subscriptionId"`
  let billed = 0
  for (const one of ended)
    try {
      if (await bill(one)) billed += 1
      const { userId, subscriptionId } = one
      // Not where another subscription has taken its place meanwhile.
      await db().overage.updateMany({
        where: { userId, subscriptionId },
        data: { settledFor: subscriptionId },
      })
    } catch (error) {
      log.error({ err: error, subscriptionId: one.subscriptionId }, 'last overage not billed yet')
    }
  return billed
}

async function bill(ended: Ended): Promise<boolean> {
  const { userId, subscriptionId, customer, perThousandMinor, periodStart } = ended
  const start = Math.floor(periodStart.getTime() / 1_000)
  const buckets = await bucketsUnder(db(), userId, `${overagePrefix}${subscriptionId}:${start}`)
  const used = buckets.reduce((sum, { burned }) => sum + milliCredits(burned), 0)
  if (used === 0) return false
  const subscription = await stripe().subscriptions.retrieve(subscriptionId)
  const missing = used - (await billedBy(subscription, start))
  const amount = missing > 0 ? costOf(missing, Number(perThousandMinor)) : 0
  if (amount === 0) return false
  const card = idOf(subscription.default_payment_method)
  const key = `${lastOverage}:${subscriptionId}`
  const invoice = await stripe().invoices.create(
    {
      customer,
      currency,
      auto_advance: false,
      pending_invoice_items_behavior: 'exclude',
      description: 'Overage of a plan that has ended',
      metadata: { kind: lastOverage, userId, subscription: subscriptionId },
      ...(card && { default_payment_method: card }),
    },
    { idempotencyKey: key },
  )
  await stripe().invoiceItems.create(
    {
      customer,
      invoice: invoice.id,
      amount,
      currency,
      description: `Overage: ${(missing / 1_000).toLocaleString('en-US')} credits`,
    },
    { idempotencyKey: `${key}:line` },
  )
  await collect(invoice.id, card)
  await converge(() => readInvoice(invoice.id))
  return true
}

/** How much of the period Stripe has billed already, in thousandths of a credit: an owner may cancel with a final invoice. */
async function billedBy({ id, items }: Stripe.Subscription, start: number): Promise<number> {
  const metered = new Set(
    items.data.filter(({ price }) => overagePrice(price) !== null).map(({ price }) => price.id),
  )
  const invoices = await stripe()
    .invoices.list({ subscription: id, limit: 100 })
    .autoPagingToArray({ limit: 100 })
  return invoices
    .flatMap(({ lines }) => lines.data)
    .filter(
      ({ period, pricing }) =>
        period.start >= start && metered.has(idOf(pricing?.price_details?.price) ?? ''),
    )
    .reduce((sum, { quantity }) => sum + (quantity ?? 0), 0)
}

/** A card that is declined leaves the bill open: it stands among the payments with its link. */
async function collect(id: string, card: string | null): Promise<void> {
  const { status } = await stripe().invoices.retrieve(id)
  if (status === 'draft') await stripe().invoices.finalizeInvoice(id)
  try {
    await stripe().invoices.pay(id, card ? { payment_method: card } : {})
  } catch (error) {
    const { StripeCardError, StripeInvalidRequestError } = Stripe.errors
    if (!(error instanceof StripeCardError || error instanceof StripeInvalidRequestError))
      throw error
    log.warn({ err: error, invoiceId: id }, 'the last overage could not be collected')
  }
}

import type { Stripe } from 'stripe'
import { stopsRetries } from '../cards'
import type { Context } from '../context'
import { StripeFailure } from '../errors'
import { idOf } from '../objects'
import { cancelSubscription } from './cancel'
import { defaultMethod, intentOfInvoice, tryInvoice } from './collect'
import { followInvoice } from './follow'
import { nextAttempt } from './retry-policy'
import type { DueSource } from './timeline'

/** Stripe waits this long for the first payment of a subscription. */
const firstPaymentSeconds = 23 * 3_600

const byItself = { offSession: true, automatic: true }

async function subscriptionOf(
  { store }: Context,
  invoice: Stripe.Invoice,
): Promise<Stripe.Subscription | undefined> {
  const reference = invoice.parent?.subscription_details?.subscription
  return reference ? store.get('subscription', idOf(reference)) : undefined
}

async function methodOf(
  context: Context,
  invoice: Stripe.Invoice,
): Promise<Stripe.PaymentMethod | undefined> {
  const customer = await context.store.get('customer', idOf(invoice.customer!))
  const subscription = await subscriptionOf(context, invoice)
  const method = await defaultMethod(context, customer, subscription).catch((error: unknown) => {
    if (error instanceof StripeFailure) return undefined
    throw error
  })
  // One that the customer has given up stands for nothing any more.
  return method?.customer ? method : undefined
}

/** Only counted: there is nothing to charge, or its bank has said never again. */
async function countAttempt(context: Context, invoice: Stripe.Invoice): Promise<Stripe.Invoice> {
  const attempts = invoice.attempt_count + 1
  return context.update('invoice.updated', invoice, {
    attempt_count: attempts,
    attempted: true,
    next_payment_attempt: await nextAttempt(context, invoice, attempts),
  })
}

/** The first attempt that comes by itself. */
export async function collectByItself(
  context: Context,
  invoice: Stripe.Invoice,
): Promise<Stripe.Invoice> {
  const method = await methodOf(context, invoice)
  if (method) return (await tryInvoice(context, invoice, method.id, byItself)).invoice
  const failed = await countAttempt(context, invoice)
  await context.emit('invoice.payment_failed', failed)
  return failed
}

/**
 * One turn of the retry schedule. After a hard decline the turn is only counted, unless there is another payment method
 * by then: see `attempt_count` of the invoice object.
 */
export async function retryInvoice(context: Context, id: string): Promise<Stripe.Invoice> {
  const invoice = await context.store.get('invoice', id)
  const method = await methodOf(context, invoice)
  const last = (await intentOfInvoice(context, invoice))?.last_payment_error
  const hard = stopsRetries(last?.decline_code) && last?.payment_method?.id === method?.id
  const after =
    method && !hard
      ? (await tryInvoice(context, invoice, method.id, byItself)).invoice
      : await countAttempt(context, invoice)
  await followInvoice(context, after)
  return after
}

export const dueRetries: DueSource = async (context, until) => {
  const due = []
  for (const invoice of await context.store.all('invoice', {
    status: 'open',
    auto_advance: true,
  })) {
    const { id, next_payment_attempt: at } = invoice
    if (at === null || at > until) continue
    // Who has cancelled is not charged any more.
    if ((await subscriptionOf(context, invoice))?.status === 'canceled') continue
    due.push({ at, id, run: async (then: Context) => void (await retryInvoice(then, id)) })
  }
  return due
}

/** Subscriptions whose first payment never came. */
export const dueIncompleteExpiries: DueSource = async ({ store }, until) =>
  (await store.all('subscription', { status: 'incomplete' })).flatMap(({ id, created }) => {
    const at = created + firstPaymentSeconds
    if (at > until) return []
    const run = async (then: Context) => {
      const subscription = await then.store.get('subscription', id)
      await cancelSubscription(then, subscription, 'payment_failed')
    }
    return [{ at, id, run }]
  })

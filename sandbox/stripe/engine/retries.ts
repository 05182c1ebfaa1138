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

async function subscriptionOf(
  { store }: Context,
  invoice: Stripe.Invoice,
): Promise<Stripe.Subscription | undefined> {
  const reference = invoice.parent?.subscription_details?.subscription
  return reference ? store.get('subscription', idOf(reference)) : undefined
}

/** The payment method to try, or nothing: there is none, or its bank has said never again. */
async function retryMethod(
  context: Context,
  invoice: Stripe.Invoice,
): Promise<Stripe.PaymentMethod | undefined> {
  const customer = await context.store.get('customer', idOf(invoice.customer!))
  const subscription = await subscriptionOf(context, invoice)
  const method = await defaultMethod(context, customer, subscription).catch((error: unknown) => {
    if (error instanceof StripeFailure) return undefined
    throw error
  })
  const last = (await intentOfInvoice(context, invoice))?.last_payment_error
  const hard = stopsRetries(last?.decline_code)
  return hard && last?.payment_method?.id === method?.id ? undefined : method
}

/**
 * One turn of the retry schedule. After a hard decline the turn is only counted, unless there is another payment method
 * by then: see `attempt_count` of the invoice object.
 */
export async function retryInvoice(context: Context, id: string): Promise<Stripe.Invoice> {
  const invoice = await context.store.get('invoice', id)
  const method = await retryMethod(context, invoice)
  const attempts = invoice.attempt_count + 1
  const after = method
    ? (await tryInvoice(context, invoice, method.id, { offSession: true, automatic: true })).invoice
    : await context.update('invoice.updated', invoice, {
        attempt_count: attempts,
        next_payment_attempt: await nextAttempt(context, invoice, attempts),
      })
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

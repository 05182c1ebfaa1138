import 'server-only'
import { Stripe } from 'stripe'
import type { AutoTopUpAttempt } from '@/prisma/generated/client'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { failureOf } from '../declines'
import { stripe } from '../stripe'
import { lockOwner } from '../customer'
import { inTransaction } from '../sync/effect'
import { lockSetting } from './attempt'
import { readAutoTopUp, refuse } from './sync'

/** `unknown`: Stripe's answer did not arrive. The attempt stays pending and is repeated under its key, never anew. */
export type Charged = 'done' | 'unknown'

/** Stripe keeps an idempotency key for a day at least; this leaves room for clocks that differ. */
const keyLastsMs = 23 * 60 * 60 * 1_000

/**
 * Asks Stripe for the money of an attempt and writes what came of it. However often it runs for one attempt, Stripe takes the
 * money once: the key and every parameter come from the attempt's row.
 */
export async function chargeAttempt(attempt: AutoTopUpAttempt): Promise<Charged> {
  const { stripeCustomerId } = await db().billingCustomer.findUniqueOrThrow({
    where: { userId: attempt.userId },
  })
  const known = attempt.paymentIntentId ?? (await ask(attempt, stripeCustomerId))
  if (known === 'unknown') return known
  if (known !== 'refused') {
    const effect = await readAutoTopUp(known)
    if (!effect) throw new Error(`payment intent ${known} does not name its attempt`)
    log.info({ attempt: attempt.id, line: await inTransaction(effect) }, 'automatic top-up')
  }
  return 'done'
}

/** The payment intent, whatever became of it. */
async function ask(
  attempt: AutoTopUpAttempt,
  customer: string,
): Promise<string | 'unknown' | 'refused'> {
  const age = clock.now().getTime() - attempt.createdAt.getTime()
  if (age > keyLastsMs) return find(attempt, customer)
  try {
    const { id, userId, packKey, credits, amountMinor, currency, paymentMethodId } = attempt
    const intent = await stripe().paymentIntents.create(
      {
        amount: Number(amountMinor),
        currency,
        customer,
        payment_method: paymentMethodId,
        off_session: true,
        confirm: true,
        description: `Automatic top-up: ${credits} credits`,
        metadata: {
          userId,
          kind: 'topup',
          itemKey: packKey,
          credits: String(credits),
          autoTopUpAttempt: id,
        },
      },
      { idempotencyKey: `topup:${id}` },
    )
    return intent.id
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error
    return afterError(attempt, customer, error)
  }
}

async function afterError(
  attempt: AutoTopUpAttempt,
  customer: string,
  error: Stripe.errors.StripeError,
): Promise<string | 'unknown' | 'refused'> {
  if (error.payment_intent) return error.payment_intent.id
  const final =
    error instanceof Stripe.errors.StripeCardError ||
    error instanceof Stripe.errors.StripeInvalidRequestError
  if (!final) {
    log.warn(
      { err: error, attempt: attempt.id },
      'automatic top-up: outcome unknown, stays pending',
    )
    return 'unknown'
  }
  // No payment intent was made: the card has been removed, say.
  log.warn({ err: error, attempt: attempt.id }, 'automatic top-up refused by Stripe')
  await endUnpaid(attempt, customer, {
    code: error.decline_code ?? error.code ?? 'unknown',
    message: failureOf(error)?.message ?? '',
  })
  return 'refused'
}

/** The key is too old to repeat: whether Stripe ever heard of the attempt is looked up instead. */
async function find(attempt: AutoTopUpAttempt, customer: string): Promise<string | 'refused'> {
  const created = { gte: Math.floor(attempt.createdAt.getTime() / 1_000) - 3_600 }
  for await (const intent of stripe().paymentIntents.list({ customer, created, limit: 100 }))
    if (intent.metadata.autoTopUpAttempt === attempt.id) return intent.id
  await endUnpaid(attempt, customer, {
    code: 'not_reached',
    message: 'Our payment provider could not be reached. Nothing was charged.',
  })
  return 'refused'
}

async function endUnpaid(
  attempt: AutoTopUpAttempt,
  customer: string,
  failure: { code: string; message: string },
): Promise<void> {
  await inTransaction(async (tx) => {
    const owner = await lockOwner(tx, customer)
    if (!owner) throw new Error(`attempt ${attempt.id} belongs to no customer`)
    await lockSetting(tx, owner.userId)
    const line = await refuse(tx, owner, attempt, {
      ...failure,
      advice: null,
      paymentIntentId: null,
    })
    log.info({ attempt: attempt.id, line }, 'automatic top-up')
  })
}

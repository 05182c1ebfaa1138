import type { PoolClient } from 'pg'
import type { Stripe } from 'stripe'
import { z } from 'zod'
import type { Context } from '../context'

const daySeconds = 86_400
const settingName = 'retry_policy'

export const retryPolicy = z.strictObject({
  /** Days after the first attempt, rising; their number is the number of retries. */
  afterDays: z
    .array(z.int().min(1).max(60))
    .max(15)
    .refine((days) => days.every((day, index) => index === 0 || day > days[index - 1]!), {
      error: 'The days must rise.',
    }),
  /** What becomes of the subscription when the last retry has failed. */
  end: z.enum(['canceled', 'unpaid', 'past_due']),
})
export type RetryPolicy = z.infer<typeof retryPolicy>

/**
 * Stripe's recommended default is 8 tries within 2 weeks, and then to cancel. Its own days are chosen by a model; these
 * are near enough. https://docs.stripe.com/billing/revenue-recovery/smart-retries
 */
export const defaultRetryPolicy: RetryPolicy = {
  afterDays: [1, 2, 3, 5, 7, 9, 11, 14],
  end: 'canceled',
}

export async function readRetryPolicy({ client }: Pick<Context, 'client'>): Promise<RetryPolicy> {
  const { rows } = await client.query<{ value: RetryPolicy }>(
    'select value from stripe_settings where name = $1',
    [settingName],
  )
  return rows[0]?.value ?? defaultRetryPolicy
}

export async function writeRetryPolicy(client: PoolClient, policy: RetryPolicy): Promise<void> {
  await client.query(
    `insert into stripe_settings (name, value) values ($1, $2)
     on conflict (name) do update set value = excluded.value`,
    [settingName, JSON.stringify(policy)],
  )
}

/** Sets it where nobody has yet. */
export async function presetRetryPolicy(client: PoolClient, policy: RetryPolicy): Promise<void> {
  await client.query(
    'insert into stripe_settings (name, value) values ($1, $2) on conflict (name) do nothing',
    [settingName, JSON.stringify(policy)],
  )
}

/** When Stripe tries next by itself, in Unix seconds, after so many attempts; null: not any more. */
export async function nextAttempt(
  context: Context,
  invoice: Stripe.Invoice,
  attempts: number,
): Promise<number | null> {
  // A first payment that fails leaves the subscription incomplete; the customer has to come back.
  if (invoice.billing_reason === 'subscription_create' || !invoice.auto_advance) return null
  const { afterDays } = await readRetryPolicy(context)
  const day = afterDays[attempts - 1]
  if (day === undefined) return null
  const since = afterDays[attempts - 2] ?? 0
  return context.now + (day - since) * daySeconds
}

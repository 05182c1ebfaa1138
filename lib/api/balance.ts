import 'server-only'
import { z } from 'zod'
import { readBalanceView } from '@/lib/balance-view'

const amount = (what: string) =>
  z.int().describe(`${what}, in micro-credits (1 credit = 1,000,000).`)

export const balanceBody = z.object({
  object: z.literal('balance'),
  available: amount('What can be spent now'),
  held: amount('What is set aside for answers that are being written'),
  debt: amount('What the next credits repay first'),
  low: z.boolean().describe('At or below a fifth of a month’s credits.'),
  suspended_for: z
    .array(z.enum(['dispute', 'dunning', 'manual']))
    .describe('Why nothing can be spent; empty while it can.'),
  overage: z.object({
    on: z.boolean(),
    left: amount('What may still be spent past the balance, on the next invoice'),
  }),
  buckets: z.array(
    z.object({
      kind: z.string(),
      reason: z.string(),
      granted: amount('What was given'),
      remaining: amount('What remains'),
      expires_at: z.iso.datetime().nullable().describe('`null`: it does not expire.'),
    }),
  ),
})

/** What the header's meter shows, for programs. */
export async function readApiBalance(userId: string): Promise<z.output<typeof balanceBody>> {
  const { available, held, debt, low, suspendedFor, overage, buckets } =
    await readBalanceView(userId)
  return {
    object: 'balance',
    available,
    held,
    debt,
    low,
    suspended_for: suspendedFor,
    overage: { on: overage.on, left: overage.left },
    buckets: buckets.map(({ kind, reason, granted, remaining, expiresAt }) => ({
      kind,
      reason,
      granted,
      remaining,
      expires_at: expiresAt,
    })),
  }
}

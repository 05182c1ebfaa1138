import 'server-only'
import { grantedUnder, reverse } from '@/lib/credits'
import { microCredits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'

/**
 * Takes back of a top-up's credits the part whose money was returned, in all: `refundedMinor` of `amountMinor`, rounded down
 * to a whole micro-credit, in the user's favour. A refund that failed gives them back. Answers what the inbox notes.
 */
export async function clawBackTopup(
  tx: Db,
  payment: {
    userId: string
    paymentIntentId: string
    refundedMinor: number
    amountMinor: number
  },
): Promise<string> {
  const { userId, paymentIntentId, refundedMinor, amountMinor } = payment
  const sourceKey = `payment_intent:${paymentIntentId}`
  const granted = await grantedUnder(tx, userId, sourceKey)
  if (granted === null || amountMinor <= 0) return 'no credits to take back'
  const part =
    (BigInt(granted) * BigInt(Math.min(refundedMinor, amountMinor))) / BigInt(amountMinor)
  const target = microCredits(part)
  const { outcome } = await reverse(tx, { userId, sourceKey, target, detail: { refundedMinor } })
  return `credits ${outcome}: ${target} of ${granted} micro-credits taken back in all`
}

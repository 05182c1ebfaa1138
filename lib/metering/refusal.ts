import 'server-only'
import type { Balance } from '@/lib/credits'
import type { MicroCredits } from '@/lib/credits/unit'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'

/** What the ledger's gate answers instead of letting an operation through. `replayed`: it is let through already. */
type Refused = 'replayed' | 'conflict' | 'insufficient' | 'frozen'

/**
 * The gate's answer as an error for the border. `price` is the least that was needed, in micro-credits; `what` is what was
 * asked for, in the user's words: `this message`.
 */
export function refusal(
  outcome: Refused,
  { price, balance, what }: { price: MicroCredits; balance: Balance; what: string },
): AppError {
  switch (outcome) {
    case 'insufficient':
      return new AppError(
        'insufficient_credits',
        `You do not have enough credits for ${what}. Nothing was charged for it.`,
        {
          details: { price, balance: balance.available, topUpUrl: `${env().APP_URL}/billing` },
        },
      )
    case 'frozen':
      return new AppError(
        'account_frozen',
        'Your account is suspended: see the billing page. Nothing was charged.',
      )
    case 'replayed':
      return new AppError('conflict', 'This request is already being worked on.', {
        details: { state: 'held' },
      })
    case 'conflict':
      return new AppError('conflict', 'This request id was used for another request before.')
    default:
      return outcome satisfies never
  }
}

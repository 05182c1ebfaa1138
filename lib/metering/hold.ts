import 'server-only'
import { reserve, type Balance } from '@/lib/credits'
import type { MicroCredits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'
import { traced } from '@/lib/trace'
import { affordableOutput, worstCase } from './cost'
import { extending } from './hooks'
import type { Price } from './prices'
import { refusal } from './refusal'

/** What one model call may spend. */
export type CallHold = {
  operationKey: string
  amount: MicroCredits
  /** Bound on the input tokens that the amount covers. */
  inputTokens: number
  maxOutputTokens: number
}

/**
 * Reserves the worst case of one model call: `inputTokens` (a bound) and `output.most` tokens. Where the balance does not
 * cover that, it reserves for as much output as it does cover, down to `output.least`, the least useful answer. One
 * round trip to the database unless the answer must be shortened.
 *
 * Throws `insufficient_credits` with `{ price, balance, topUpUrl }` (micro-credits; `price` is the least that is needed),
 * `account_frozen`, and `conflict` when the key was used before. None of these holds anything.
 */
export async function holdWorstCase(db: Db, call: Call): Promise<CallHold & { balance: Balance }> {
  const { operation, model } = call.price
  return traced('gate', { operation, model }, async (span) => {
    const held = await hold(db, call)
    span.set({ 'credits.held': held.amount, outcome: 'held' })
    return held
  })
}

type Call = {
  userId: string
  operationKey: string
  requestHash: string
  price: Price
  inputTokens: number
  output: { most: number; least: number }
  ttlSeconds: number
}

async function hold(db: Db, call: Call): Promise<CallHold & { balance: Balance }> {
  const { userId, operationKey, requestHash, price, inputTokens, output, ttlSeconds } = call
  const attempt = async (maxOutputTokens: number) => {
    const amount = worstCase(price, inputTokens, maxOutputTokens)
    const { outcome, balance } = await reserve(db, {
      userId,
      operationKey,
      requestHash,
      amount,
      ttlSeconds,
    })
    return { outcome, balance, hold: { operationKey, amount, inputTokens, maxOutputTokens } }
  }

  let result = await extending(db, userId, () => attempt(output.most))
  if (result.outcome === 'insufficient') {
    const covered = affordableOutput(price, inputTokens, result.balance.available)
    if (covered >= output.least) result = await attempt(Math.min(covered, output.most))
  }
  const { outcome, balance, hold } = result
  if (outcome === 'held') return { ...hold, balance }
  const least = worstCase(price, inputTokens, output.least)
  throw refusal(outcome, { price: least, balance, what: 'this message' })
}

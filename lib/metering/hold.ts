import 'server-only'
import { reserve, type Balance } from '@/lib/credits'
import type { MicroCredits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { traced } from '@/lib/trace'
import type { Candidate } from './candidate'
import { affordableOutput, worstCase } from './cost'
import { extending } from './hooks'
import { refusal } from './refusal'

/** What one model call may spend. */
export type CallHold = {
  operationKey: string
  amount: MicroCredits
  /** Bound on the input tokens that the amount covers. */
  inputTokens: number
  maxOutputTokens: number
}

/** Tokens of an answer: what it may be at most, and below what it is of no use. */
export type OutputRange = { most: number; least: number }

/** Whether a model can take so many tokens in and still give the least useful answer. */
export const fits = (
  { limits }: Pick<Candidate, 'limits'>,
  inputTokens: number,
  { least }: OutputRange,
): boolean => inputTokens + least <= limits.context && least <= limits.output

/**
 * Reserves the worst case of one model call: `inputTokens` (a bound) and `output.most` tokens, or what the model's limits
 * leave of them. Where the balance does not cover that, it reserves for as much output as it does cover, down to
 * `output.least`, the least useful answer. One round trip to the database unless the answer must be shortened.
 *
 * Throws `payload_too_large` for more than the model can read, `insufficient_credits` with `{ price, balance, topUpUrl }`
 * (micro-credits; `price` is the least that is needed), `account_frozen`, and `conflict` when the key was used before. None
 * of these holds anything.
 */
export async function holdWorstCase(db: Db, call: Call): Promise<CallHold & { balance: Balance }> {
  const { operation, model } = call.candidate.price
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
  candidate: Pick<Candidate, 'name' | 'price' | 'limits'>
  inputTokens: number
  output: OutputRange
  ttlSeconds: number
}

async function hold(db: Db, call: Call): Promise<CallHold & { balance: Balance }> {
  const { userId, operationKey, requestHash, candidate, inputTokens, output, ttlSeconds } = call
  const { price, limits, name } = candidate
  if (!fits(candidate, inputTokens, output))
    throw new AppError(
      'payload_too_large',
      `This is more than ${name} can read at once. Nothing was charged for it.`,
    )
  const most = Math.min(output.most, limits.output, limits.context - inputTokens)
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

  let result = await extending(db, userId, () => attempt(most))
  if (result.outcome === 'insufficient') {
    const covered = affordableOutput(price, inputTokens, result.balance.available)
    if (covered >= output.least) result = await attempt(Math.min(covered, most))
  }
  const { outcome, balance, hold } = result
  if (outcome === 'held') return { ...hold, balance }
  const least = worstCase(price, inputTokens, output.least)
  throw refusal(outcome, { price: least, balance, what: 'this message' })
}

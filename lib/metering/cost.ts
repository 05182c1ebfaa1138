import { microCredits, type MicroCredits } from '@/lib/credits/unit'
import { isPicture, pictureBound } from './image-tokens'
import type { Price } from './prices'

/**
 * Tokens of one call. `cachedTokens` is the part of `inputTokens` that the provider read from its cache, `reasoningTokens` the
 * part of `outputTokens` that the model thought without saying it: priced like all output, told apart for the reader.
 */
export type Usage = {
  inputTokens: number
  cachedTokens: number
  outputTokens: number
  reasoningTokens?: number
}

const PER_TOKENS = 1_000_000n

type Rates = { input: number; cached: number; output: number; flat: number }

function total(rates: Rates, usage: Usage): bigint {
  const { inputTokens, cachedTokens: cached, outputTokens, reasoningTokens = 0 } = usage
  for (const count of [inputTokens, cached, outputTokens, reasoningTokens])
    if (!Number.isSafeInteger(count) || count < 0)
      throw new RangeError(`not a token count: ${count}`)
  if (cached > inputTokens) throw new RangeError(`${cached} cached of ${inputTokens} tokens`)
  if (reasoningTokens > outputTokens)
    throw new RangeError(`${reasoningTokens} of reasoning in ${outputTokens} tokens`)
  for (const rate of [rates.input, rates.cached, rates.output, rates.flat])
    if (!Number.isSafeInteger(rate) || rate < 0) throw new RangeError(`not a price: ${rate}`)
  const millionths =
    BigInt(inputTokens - cached) * BigInt(rates.input) +
    BigInt(cached) * BigInt(rates.cached) +
    BigInt(outputTokens) * BigInt(rates.output)
  return (millionths + PER_TOKENS - 1n) / PER_TOKENS + BigInt(rates.flat)
}

/**
 * What a call costs the customer, in micro-credits, rounded up once per call. Throws `RangeError` on negative, fractional
 * or not finite counts and prices, and on a part that is more than its whole: a negative cost would mint credits.
 */
export function costOf(price: Price, usage: Usage): MicroCredits {
  return microCredits(total(price, usage))
}

/** What the same call costs us at the provider, in micro-dollars, rounded up. Throws like `costOf`. */
export function providerCostOf(price: Price, usage: Usage): number {
  return Number(total(price.cost, usage))
}

/**
 * The most a call can cost, in micro-credits: nothing cached, every allowed token written. `inputTokens` must be a bound,
 * not a guess (see `tokenBound`).
 */
export function worstCase(
  price: Price,
  inputTokens: number,
  maxOutputTokens: number,
): MicroCredits {
  const dearest = { ...price, input: Math.max(price.input, price.cached) as MicroCredits }
  return costOf(dearest, { inputTokens, cachedTokens: 0, outputTokens: maxOutputTokens })
}

/** How many output tokens an amount pays for after `inputTokens` of input; negative when not even the input fits. */
export function affordableOutput(price: Price, inputTokens: number, amount: MicroCredits): number {
  const left = amount - worstCase(price, inputTokens, 0)
  if (left < 0) return -1
  if (price.output === 0) return Number.MAX_SAFE_INTEGER
  return Number((BigInt(left) * PER_TOKENS) / BigInt(price.output))
}

/**
 * A bound on the tokens of texts and JSON values, without a tokenizer: a byte-level BPE never makes more tokens than there are
 * bytes. Pictures in them count by their pixels (`imageTokenBound`), not by their bytes.
 */
export function tokenBound(...values: unknown[]): number {
  let pictures = 0
  const withoutPictures = (_key: string, value: unknown) => {
    if (!isPicture(value)) return value
    pictures += pictureBound(value)
    return { type: value.type, mediaType: value.mediaType }
  }
  const bytes = values.reduce<number>(
    (sum, value) =>
      sum +
      Buffer.byteLength(
        typeof value === 'string' ? value : JSON.stringify(value ?? '', withoutPictures),
      ),
    0,
  )
  return bytes + pictures
}

const BYTES_PER_TOKEN = 4

/**
 * A fair guess at the same, for what a provider took or sent without saying how much: four bytes a token, at least one.
 */
export function tokenEstimate(byteCount: number): number {
  return Math.max(1, Math.ceil(byteCount / BYTES_PER_TOKEN))
}

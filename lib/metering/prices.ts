import 'server-only'
import { clock } from '@/lib/clock'
import { microCredits, type MicroCredits } from '@/lib/credits/unit'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import type { Price as PriceRow } from '@/prisma/generated/client'

/**
 * One row of the price table. `input`, `cached` and `output` are what the customer pays, in micro-credits per 1,000,000
 * tokens, `flat` in micro-credits per model call, or per unit (image, minute) of what has no tokens; `cost` is what the provider charges us for the same, in micro-dollars.
 */
export type Price = {
  operation: string
  model: string
  input: MicroCredits
  cached: MicroCredits
  output: MicroCredits
  flat: MicroCredits
  cost: { input: number; cached: number; output: number; flat: number }
  since: Date
}

/** How long a process may charge by a table it has read before; a changed price is in force everywhere after that. */
const CACHE_MS = 30_000

// Per operation and model, newest first, rows of the future included: a dated price change takes effect on its instant.
const known = new Map<string, { readAt: number; prices: Price[] }>()

/** For whoever changes the table in this process, so that the change is seen at once. */
export function forgetPrices(): void {
  known.clear()
}

const notNegative = (value: bigint): MicroCredits => {
  const amount = microCredits(value)
  if (amount < 0) throw new RangeError(`negative price: ${value}`)
  return amount
}

/** A row of the table as a price. Throws `RangeError` when a rate is negative. */
export function toPrice(row: PriceRow): Price {
  return {
    operation: row.operation,
    model: row.model,
    input: notNegative(row.inputPerMTok),
    cached: notNegative(row.cachedPerMTok),
    output: notNegative(row.outputPerMTok),
    flat: notNegative(row.flat),
    cost: {
      input: notNegative(row.costInputPerMTok),
      cached: notNegative(row.costCachedPerMTok),
      output: notNegative(row.costOutputPerMTok),
      flat: notNegative(row.costFlat),
    },
    since: row.validFrom,
  }
}

async function read(operation: string, model: string): Promise<Price[]> {
  const rows = await db().price.findMany({
    where: { operation, model },
    orderBy: { validFrom: 'desc' },
  })
  return rows.map(toPrice)
}

/**
 * The price in force at an instant. Throws `unpriced_model` when the table has none, or one that charges nothing or less:
 * what cannot be charged for is refused, never free.
 */
export async function priceOf(operation: string, model = '', at = clock.now()): Promise<Price> {
  const key = `${operation}\n${model}`
  const now = clock.now().getTime()
  let entry = known.get(key)
  if (!entry || Math.abs(now - entry.readAt) > CACHE_MS) {
    try {
      entry = { readAt: now, prices: await read(operation, model) }
    } catch (cause) {
      if (cause instanceof RangeError) throw unpriced(operation, model, cause)
      throw cause
    }
    known.set(key, entry)
  }
  const price = entry.prices.find((candidate) => candidate.since <= at)
  if (!price || price.input + price.output + price.flat === 0) throw unpriced(operation, model)
  return price
}

const unpriced = (operation: string, model: string, cause?: unknown) =>
  new AppError(
    'unpriced_model',
    `This ${model === '' ? 'operation' : 'model'} has no price yet, so it cannot be used. Nothing was charged.`,
    { details: { operation, model }, cause },
  )

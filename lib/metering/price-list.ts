import 'server-only'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { forgetPrices, toPrice, type Price } from './prices'

/** Units as in `Price`; what is left out is zero. */
export type NewPrice = {
  operation: string
  model?: string
  input?: number
  cached?: number
  output?: number
  flat?: number
  cost?: { input?: number; cached?: number; output?: number; flat?: number }
  /** Left out: from now on. */
  from?: Date
}

const wrong = (message: string) => new AppError('bad_request', `${message} No price was changed.`)

/**
 * Adds a price that is in force from an instant on; the ones before it stay, with every charge that was made at them. A price
 * that is still to come may be set again. Other processes see it after 30 seconds at the latest, so for a change at one
 * instant everywhere, set it ahead.
 *
 * Throws `bad_request` for rates that are no whole numbers from zero up, for one that charges nothing, and for a past `from`,
 * which would change what earlier charges seem to have been made at.
 */
export async function setPrice(price: NewPrice): Promise<Price> {
  const { operation, model = '', input = 0, cached = 0, output = 0, flat = 0, cost = {} } = price
  const now = clock.now()
  const validFrom = price.from ?? now
  if (operation === '') throw wrong('A price names its operation.')
  if (!Number.isFinite(validFrom.getTime())) throw wrong('That is no date.')
  if (validFrom < now) throw wrong('A price cannot be in force from a past instant.')
  const rates = {
    inputPerMTok: input,
    cachedPerMTok: cached,
    outputPerMTok: output,
    flat,
    costInputPerMTok: cost.input ?? 0,
    costCachedPerMTok: cost.cached ?? 0,
    costOutputPerMTok: cost.output ?? 0,
    costFlat: cost.flat ?? 0,
  }
  for (const [name, rate] of Object.entries(rates))
    if (!Number.isSafeInteger(rate) || rate < 0)
      throw wrong(`${name} is ${rate}: a rate is a whole number from zero up.`)
  if (input + output + flat === 0) throw wrong('A price of nothing is none.')
  const data = { operation, model, validFrom, ...rates }
  // Only one that is still to come is changed in place: it has charged nobody yet.
  const row =
    validFrom > now
      ? await db().price.upsert({
          where: { operation_model_validFrom: { operation, model, validFrom } },
          create: data,
          update: rates,
        })
      : await db().price.create({ data })
  forgetPrices()
  return toPrice(row)
}

export type ListedPrice = Price & { state: 'past' | 'in force' | 'to come' }

/** Every price there ever was, by operation and model, newest first. */
export async function listPrices(at = clock.now()): Promise<ListedPrice[]> {
  const rows = await db().price.findMany({
    orderBy: [{ operation: 'asc' }, { model: 'asc' }, { validFrom: 'desc' }],
  })
  const decided = new Set<string>()
  return rows.map((row) => {
    const name = `${row.operation}\n${row.model}`
    if (row.validFrom > at) return { ...toPrice(row), state: 'to come' }
    const state = decided.has(name) ? 'past' : 'in force'
    decided.add(name)
    return { ...toPrice(row), state }
  })
}

import 'server-only'
import type { EntryDetail } from '@/lib/credits'
import { microCredits, type MicroCredits } from '@/lib/credits/unit'
import { costOf, providerCostOf, worstCase, type Usage } from './cost'
import type { Price } from './prices'

/**
 * What an operation comes to: tokens, or units at the flat price (images, minutes), or, where somebody else names the price,
 * an amount in micro-credits with what the provider takes for it in micro-dollars.
 */
export type Measure = Usage | { units: number } | { amount: MicroCredits; costMicroUsd?: number }

type PricedDetail = Omit<EntryDetail, 'operation' | 'requestId'>

export type Cost = { amount: MicroCredits } & PricedDetail

const natural = (value: number, what: string): number => {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not ${what}: ${value}`)
  return value
}

const hasTokenPrice = (price: Price) => price.input + price.cached + price.output > 0

/** Units at a price that has none, or beside tokens that would then be free, are a mistake of the caller's. */
function flatRate(price: Price): MicroCredits {
  if (price.flat === 0 || hasTokenPrice(price))
    throw new RangeError(`${price.operation} is not priced by the unit`)
  return price.flat
}

/**
 * A measure at a price: the amount, and the rest of the entry's detail. Throws `RangeError` for whatever is not a whole number
 * from zero up (a negative cost would mint credits) and for units where the price is none per unit.
 */
export function priceMeasure(price: Price, measure: Measure): Cost {
  if ('amount' in measure) {
    const amount = microCredits(natural(measure.amount, 'an amount of micro-credits'))
    const { costMicroUsd } = measure
    if (costMicroUsd === undefined) return { amount, ...modelOf(price) }
    return { amount, ...modelOf(price), costMicroUsd: natural(costMicroUsd, 'micro-dollars') }
  }
  if ('units' in measure) {
    const units = natural(measure.units, 'a count of units')
    return {
      amount: microCredits(BigInt(units) * BigInt(flatRate(price))),
      ...modelOf(price),
      units,
      ...ratesOf(price),
      costMicroUsd: Number(BigInt(units) * BigInt(price.cost.flat)),
    }
  }
  const { inputTokens, cachedTokens, outputTokens, reasoningTokens } = measure
  return {
    amount: costOf(price, measure),
    ...modelOf(price),
    inputTokens,
    cachedTokens,
    outputTokens,
    ...(reasoningTokens !== undefined && { reasoningTokens }),
    ...ratesOf(price),
    costMicroUsd: providerCostOf(price, measure),
  }
}

/** The most a measure can cost, in micro-credits: tokens uncached. Throws like `priceMeasure`. */
export function worstOf(price: Price, measure: Measure): MicroCredits {
  if (!('inputTokens' in measure)) return priceMeasure(price, measure).amount
  return worstCase(price, measure.inputTokens, measure.outputTokens)
}

const modelOf = ({ model }: Price) => (model === '' ? {} : { model })

const ratesOf = ({ input, cached, output, flat, since }: Price) => ({
  price: { input, cached, output, flat },
  priceSince: since.toISOString(),
})

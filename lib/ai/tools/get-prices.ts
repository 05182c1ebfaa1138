import 'server-only'
import { z } from 'zod'
import {
  currency,
  models as sold,
  operations,
  packs,
  plans,
  type Feature,
  type ModelId,
} from '@/lib/catalogue'
import { AppError } from '@/lib/errors'
import { priceOf } from '@/lib/metering'
import { pricedModels } from '../models'
import { amount, sum } from './amounts'
import { typedTool } from './typed-tool'

/** What is sold by the unit; without what has no price in force and so cannot be used. */
async function pricedOperations() {
  const priced = Object.entries(operations).map(async ([key, { name, unit }]) => {
    try {
      return [{ name, unit, price: amount((await priceOf(key)).flat) }]
    } catch (error) {
      if (error instanceof AppError && error.code === 'unpriced_model') return []
      throw error
    }
  })
  return (await Promise.all(priced)).flat()
}

/** The plans a model comes with. */
function plansWith(id: ModelId): string[] {
  const { feature } = sold[id]
  const having = Object.values(plans).filter(
    ({ features }) => feature === null || (features as readonly Feature[]).includes(feature),
  )
  return having.map(({ name }) => name)
}

export const getPrices = () =>
  typedTool({
    description:
      'What things cost: models for 1,000 tokens and other operations (images …) in credits, plans and top-ups in money.',
    inputSchema: z.object({}),
    execute: async () => {
      const [models, priced] = await Promise.all([pricedModels(), pricedOperations()])
      return {
        models: models.flatMap(({ id, name, price }) =>
          price
            ? [
                {
                  name,
                  per1000Tokens: { input: amount(price.input), output: amount(price.output) },
                  inPlans: plansWith(id),
                },
              ]
            : [],
        ),
        operations: priced,
        plans: Object.values(plans).map(({ name, creditsPerMonth, prices }) => ({
          name,
          creditsPerMonth,
          price: prices && {
            monthly: sum(prices.month.unitAmount, currency),
            yearly: sum(prices.year.unitAmount, currency),
          },
        })),
        packs: Object.values(packs).map(({ credits, unitAmount }) => ({
          credits,
          price: sum(unitAmount, currency),
        })),
      }
    },
  })

import 'server-only'
import { tool } from 'ai'
import { z } from 'zod'
import { currency, models, packs, plans, type ModelId } from '@/lib/catalogue'
import { AppError } from '@/lib/errors'
import { priceOf } from '@/lib/metering'
import { formatMoney } from '@/lib/money'
import { amount } from './amounts'

const TOKENS = 1_000

/** The price in force, per 1,000 tokens; `null` for a model that has none and so cannot be used. */
async function tokenPrice(model: ModelId) {
  try {
    const { input, output } = await priceOf('chat', model)
    const per = (millionth: number) => amount(Math.ceil((millionth * TOKENS) / 1_000_000))
    return { input: per(input), output: per(output) }
  } catch (error) {
    if (error instanceof AppError && error.code === 'unpriced_model') return null
    throw error
  }
}

export const getPrices = () =>
  tool({
    description:
      'What things cost: models per 1,000 tokens in credits, plans and top-up packs in money.',
    inputSchema: z.object({}),
    execute: async () => {
      const priced = await Promise.all(
        Object.entries(models).map(async ([id, { name }]) => {
          const per1000Tokens = await tokenPrice(id as ModelId)
          return per1000Tokens && { name, per1000Tokens }
        }),
      )
      return {
        models: priced.filter((model) => model !== null),
        plans: Object.values(plans).map(({ name, creditsPerMonth, prices }) => ({
          name,
          creditsPerMonth,
          price: prices && {
            monthly: formatMoney(prices.month.unitAmount, currency),
            yearly: formatMoney(prices.year.unitAmount, currency),
          },
        })),
        packs: Object.values(packs).map(({ credits, unitAmount }) => ({
          credits,
          price: formatMoney(unitAmount, currency),
        })),
      }
    },
  })

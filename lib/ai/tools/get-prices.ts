import 'server-only'
import { tool } from 'ai'
import { z } from 'zod'
import { currency, packs, plans } from '@/lib/catalogue'
import { formatMoney } from '@/lib/money'
import { pricedModels } from '../models'
import { amount } from './amounts'

export const getPrices = () =>
  tool({
    description:
      'What things cost: models per 1,000 tokens in credits, plans and top-up packs in money.',
    inputSchema: z.object({}),
    execute: async () => {
      const models = await pricedModels()
      return {
        models: models.flatMap(({ name, description, price }) =>
          price
            ? [
                {
                  name,
                  description,
                  per1000Tokens: { input: amount(price.input), output: amount(price.output) },
                },
              ]
            : [],
        ),
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

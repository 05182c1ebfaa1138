import 'server-only'
import { z } from 'zod'
import { modelsFor } from '@/lib/ai/models'

const rate = z.int().describe('Micro-credits per 1,000 tokens.')

export const modelsBody = z.object({
  object: z.literal('list'),
  data: z.array(
    z.object({
      id: z.string(),
      object: z.literal('model'),
      created: z.int(),
      owned_by: z.string(),
      name: z.string(),
      price: z.object({ input: rate, cached_input: rate, output: rate }),
    }),
  ),
})

/** The models a user may ask, in OpenAI's shape, with what they cost now. */
export async function readApiModels(userId: string): Promise<z.output<typeof modelsBody>> {
  const models = await modelsFor(userId)
  return {
    object: 'list',
    data: models.flatMap(({ id, name, price, locked }) =>
      locked === null && price
        ? {
            id,
            object: 'model' as const,
            created: 0,
            owned_by: 'tollgate',
            name,
            price: { input: price.input, cached_input: price.cached, output: price.output },
          }
        : [],
    ),
  }
}

import 'server-only'
import { z } from 'zod'
import { models } from '@/lib/catalogue'

export const modelsBody = z.object({
  object: z.literal('list'),
  data: z.array(
    z.object({
      id: z.string(),
      object: z.literal('model'),
      created: z.int(),
      owned_by: z.string(),
      name: z.string(),
    }),
  ),
})

/** The models a user may ask, in OpenAI's shape. */
export async function readApiModels(_userId: string): Promise<z.output<typeof modelsBody>> {
  return {
    object: 'list',
    data: Object.entries(models).map(([id, { name }]) => ({
      id,
      object: 'model',
      created: 0,
      owned_by: 'tollgate',
      name,
    })),
  }
}

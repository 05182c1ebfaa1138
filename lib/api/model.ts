import 'server-only'
import { isModelId } from '@/lib/ai/models'
import type { ModelId } from '@/lib/catalogue'
import { AppError } from '@/lib/errors'

/** A model by the name a program sent, whether or not it may be used. Throws `not_found` for one that is none. */
export function requireApiModel(id: string): ModelId {
  if (isModelId(id)) return id
  throw noSuchModel(id)
}

export const noSuchModel = (id: string): AppError =>
  new AppError(
    'not_found',
    `There is no model “${id}” here. Those there are: GET /api/v1/models. Nothing was charged.`,
    { details: { code: 'model_not_found', param: 'model' } },
  )

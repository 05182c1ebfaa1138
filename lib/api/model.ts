import 'server-only'
import { models, type ModelId } from '@/lib/catalogue'
import { AppError } from '@/lib/errors'

const isModel = (id: string): id is ModelId => Object.hasOwn(models, id)

/** A model by the name a program sent. Throws `not_found` for one that is none. */
export function requireApiModel(id: string): ModelId {
  if (isModel(id)) return id
  throw new AppError(
    'not_found',
    `There is no model “${id}” here. Those there are: GET /api/v1/models. Nothing was charged.`,
    { details: { code: 'model_not_found', param: 'model' } },
  )
}

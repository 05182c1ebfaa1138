import { readApiModels } from '@/lib/api/models'
import { apiRoute } from '@/lib/api/route'

/** Any key may ask. */
export const GET = apiRoute(undefined, async ({ user }) =>
  Response.json(await readApiModels(user.id)),
)

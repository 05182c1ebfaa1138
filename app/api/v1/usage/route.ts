import { readQuery } from '@/lib/api/input'
import { apiRoute } from '@/lib/api/route'
import { readApiUsage, usageQuery } from '@/lib/api/usage'

export const GET = apiRoute('usage:read', async ({ user, request }) =>
  Response.json(await readApiUsage(user.id, readQuery(request, usageQuery))),
)

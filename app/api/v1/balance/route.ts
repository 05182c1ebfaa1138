import { readApiBalance } from '@/lib/api/balance'
import { apiRoute } from '@/lib/api/route'

export const GET = apiRoute('balance:read', async ({ user }) =>
  Response.json(await readApiBalance(user.id)),
)

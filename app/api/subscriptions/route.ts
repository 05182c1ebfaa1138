import { requireApiUser } from '@/lib/auth'
import { listSubscriptions } from '@/lib/billing'
import { route } from '@/lib/http'

export const GET = route(async () => {
  const user = await requireApiUser()
  return Response.json({ subscriptions: await listSubscriptions(user.id) })
})

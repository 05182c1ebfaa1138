import { requireApiUser } from '@/lib/auth'
import { listPayments, paymentsPage } from '@/lib/billing'
import { route } from '@/lib/http'

/** `?limit=` 1 to 100 (20), `?cursor=` from the page before. */
export const GET = route(async (request) => {
  const user = await requireApiUser()
  return Response.json(await listPayments(user.id, paymentsPage(new URL(request.url).searchParams)))
})

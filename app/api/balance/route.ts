import { requireApiUser } from '@/lib/auth'
import { readBalanceView } from '@/lib/balance-view'
import { route } from '@/lib/http'

/** The signed-in user's balance, as the meter draws it. 401 for strangers. */
export const GET = route(async () => {
  const user = await requireApiUser()
  return Response.json(await readBalanceView(user.id), {
    headers: { 'Cache-Control': 'no-store' },
  })
})

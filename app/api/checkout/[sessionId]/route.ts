import { requireApiUser } from '@/lib/auth'
import { checkoutStatus } from '@/lib/billing'
import { route } from '@/lib/http'

type Context = { params: Promise<{ sessionId: string }> }

/** What became of a checkout, polled by the return page. Changes nothing. */
export const GET = route<Context>(async (_request, { params }) => {
  const user = await requireApiUser()
  const { sessionId } = await params
  return Response.json(await checkoutStatus(user.id, sessionId))
})

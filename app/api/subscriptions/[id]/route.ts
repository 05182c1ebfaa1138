import { requireApiUser } from '@/lib/auth'
import { cancelAtPeriodEnd } from '@/lib/billing'
import { assertSameOrigin, route } from '@/lib/http'

type Context = { params: Promise<{ id: string }> }

/** Cancels at the end of the period that is paid for. */
export const DELETE = route<Context>(async (request, { params }) => {
  assertSameOrigin(request)
  const user = await requireApiUser()
  const { id } = await params
  return Response.json({ subscription: await cancelAtPeriodEnd(user.id, id) })
})

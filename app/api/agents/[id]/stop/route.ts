import { requestRunStop } from '@/lib/ai/agent/runs'
import { requireApiUser } from '@/lib/auth'
import { assertSameOrigin, route } from '@/lib/http'

type Context = { params: Promise<{ id: string }> }

/** Stops a run; the client drops its connection afterwards (see lib/ai/stop.ts). */
export const POST = route<Context>(async (request, { params }) => {
  const user = await requireApiUser()
  assertSameOrigin(request)
  await requestRunStop(user.id, (await params).id)
  return new Response(null, { status: 204 })
})

import { requestStop } from '@/lib/ai/stop'
import { requireApiUser } from '@/lib/auth'
import { assertSameOrigin, route } from '@/lib/http'

type Context = { params: Promise<{ chatId: string }> }

/**
 * Stops the running answer of a chat; the client drops its connection afterwards (see lib/ai/stop.ts). A route and not a
 * Server Action, because those wait for each other and a stop must not wait.
 */
export const POST = route<Context>(async (request, { params }) => {
  const user = await requireApiUser()
  assertSameOrigin(request)
  await requestStop(user.id, (await params).chatId)
  return new Response(null, { status: 204 })
})

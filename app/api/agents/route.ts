import { after } from 'next/server'
import { runAgent } from '@/lib/ai/agent/agent'
import { requireApiUser } from '@/lib/auth'
import { assertSameOrigin, route } from '@/lib/http'

// A review may take as long as `TURN_SECONDS` of lib/ai.
export const maxDuration = 150

export const POST = route(async (request) => {
  const user = await requireApiUser()
  assertSameOrigin(request)
  return runAgent({ user, request, inBackground: after })
})

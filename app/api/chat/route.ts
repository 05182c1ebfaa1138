import { after } from 'next/server'
import { answerChat } from '@/lib/ai/chat'
import { requireApiUser } from '@/lib/auth'
import { assertSameOrigin, route } from '@/lib/http'

// An answer may take as long as `TURN_SECONDS` of lib/ai.
export const maxDuration = 150

export const POST = route(async (request) => {
  const user = await requireApiUser()
  assertSameOrigin(request)
  return answerChat({ user, request, inBackground: after })
})

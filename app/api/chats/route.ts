import { listChats } from '@/lib/ai/chats'
import { requireApiUser } from '@/lib/auth'
import { route } from '@/lib/http'

/** The user's chats, the last used first; `?cursor=` from the page before. */
export const GET = route(async (request) => {
  const user = await requireApiUser()
  const page = await listChats(user.id, new URL(request.url).searchParams.get('cursor'))
  return Response.json(page, { headers: { 'cache-control': 'no-store' } })
})

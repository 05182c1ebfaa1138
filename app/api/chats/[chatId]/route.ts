import { loadChat } from '@/lib/ai/chats'
import { requireApiUser } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { route } from '@/lib/http'

type Context = { params: Promise<{ chatId: string }> }

/** The chat as it stands: what a page reads that lost its stream, until the answer is no longer `streaming`. */
export const GET = route<Context>(async (_request, { params }) => {
  const user = await requireApiUser()
  const chat = await loadChat(user.id, (await params).chatId)
  if (!chat) throw new AppError('not_found', 'There is no such chat.')
  return Response.json(chat, { headers: { 'cache-control': 'no-store' } })
})

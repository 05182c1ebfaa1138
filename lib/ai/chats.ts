import 'server-only'
import { defaultModel } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import type { AnswerMetadata, AssistantMessage } from './messages'
import { isUuid } from './ids'
import { isModelId } from './models'
import { TURN_SECONDS } from './turns'

export type ChatSummary = { id: string; title: string; updatedAt: string }

const LISTED = 200

/** A user's chats, the last used first. */
export async function listChats(userId: string): Promise<ChatSummary[]> {
  const chats = await db().chat.findMany({
    where: { userId },
    orderBy: { updatedAt: 'desc' },
    take: LISTED,
    select: { id: true, title: true, updatedAt: true },
  })
  return chats.map((chat) => ({ ...chat, updatedAt: chat.updatedAt.toISOString() }))
}

/**
 * A user's own chat with its messages in order, or only its `last` ones; `null` for an unknown id and for somebody else's
 * chat alike.
 */
export async function loadChat(
  userId: string,
  chatId: string,
  { last }: { last?: number } = {},
): Promise<{
  id: string
  title: string
  model: string | null
  messages: AssistantMessage[]
} | null> {
  if (!isUuid(chatId)) return null
  const chat = await db().chat.findFirst({
    where: { id: chatId, userId },
    select: {
      id: true,
      title: true,
      model: true,
      messages: { orderBy: { createdAt: 'desc' }, take: last },
    },
  })
  if (!chat) return null
  const messages = chat.messages.toReversed().map((row): AssistantMessage => ({
    id: row.id,
    role: row.role === 'user' ? 'user' : 'assistant',
    parts: row.parts as AssistantMessage['parts'],
    ...(row.role === 'assistant' && { metadata: metadataOf(row) }),
  }))
  return { id: chat.id, title: chat.title, model: chat.model, messages }
}

/** The model a chat was last asked of, or the default one: for a chat that is yet to be, and where it is not sold any more. */
export async function modelOfChat(userId: string, chatId: string): Promise<string> {
  const chat = await db().chat.findFirst({
    where: { id: chatId, userId },
    select: { model: true },
  })
  return chat?.model && isModelId(chat.model) ? chat.model : defaultModel
}

/** An answer left open by a process that died is shown as failed: its hold is closed by the sweeper. */
function metadataOf(row: { status: string; metadata: unknown; createdAt: Date }): AnswerMetadata {
  const stored = row.metadata as AnswerMetadata
  if (row.status !== 'streaming' && row.status !== 'stopping') return stored
  const empty = { requestId: stored.requestId, cost: 0, calls: 0, inputTokens: 0, outputTokens: 0 }
  if (clock.now().getTime() - row.createdAt.getTime() < TURN_SECONDS * 1_000)
    return { ...empty, status: 'streaming' }
  const message = 'The answer was interrupted. Credits that were set aside for it are returned.'
  return { ...empty, status: 'failed', error: { code: 'internal', message } }
}

const noSuchChat = () => new AppError('not_found', 'There is no such chat.')

/** Throws `not_found` for an unknown chat and for somebody else's. */
export async function renameChat(userId: string, chatId: string, title: string): Promise<void> {
  const renamed = await db().chat.updateMany({ where: { id: chatId, userId }, data: { title } })
  if (renamed.count === 0) throw noSuchChat()
}

/** Deletes a chat and its messages; what they cost stays on the statement. Throws `not_found` like `renameChat`. */
export async function deleteChat(userId: string, chatId: string): Promise<void> {
  const deleted = await db().chat.deleteMany({ where: { id: chatId, userId } })
  if (deleted.count === 0) throw noSuchChat()
}

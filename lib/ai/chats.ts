import 'server-only'
import { z } from 'zod'
import { defaultModel } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import type { ChatMessage } from '@/prisma/generated/client'
import { withProposals } from './approvals/current'
import type { Feedback } from './feedback'
import type { AnswerMetadata, AssistantMessage } from './messages'
import { isUuid } from './ids'
import { isModelId } from './models'
import { TURN_SECONDS } from './turns'

export type ChatSummary = { id: string; title: string; updatedAt: string }

/** `nextCursor` reads on where this page ends; `null` on the last. */
export type ChatPage = { chats: ChatSummary[]; nextCursor: string | null }

const PAGE = 50

/** When the last chat of a page was used, and which it is: two may have been used in the same millisecond. */
const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()])

function decode(cursor: string): { updatedAt: string; id: string } {
  const result = cursorSchema.safeParse(cursor.split('~'))
  if (!result.success)
    throw new AppError('bad_request', 'cursor: take it from nextCursor of the page before.')
  const [updatedAt, id] = result.data
  return { updatedAt, id }
}

/** A user's chats, the last used first, a page at a time. Throws `bad_request` for a cursor that is none. */
export async function listChats(userId: string, cursor?: string | null): Promise<ChatPage> {
  const last = cursor ? decode(cursor) : undefined
  const found = await db().chat.findMany({
    where: {
      userId,
      ...(last && {
        OR: [
          { updatedAt: { lt: last.updatedAt } },
          { updatedAt: last.updatedAt, id: { lt: last.id } },
        ],
      }),
    },
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    take: PAGE + 1,
    select: { id: true, title: true, updatedAt: true },
  })
  const chats = found
    .slice(0, PAGE)
    .map((chat) => ({ ...chat, updatedAt: chat.updatedAt.toISOString() }))
  const end = chats.at(-1)
  return { chats, nextCursor: found.length > PAGE && end ? `${end.updatedAt}~${end.id}` : null }
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
  return { ...chat, messages: await withProposals(userId, chatId, messages) }
}

/** The model a chat was last asked of, or the default one: for a chat that is yet to be, and where it is not sold any more. */
export async function modelOfChat(userId: string, chatId: string): Promise<string> {
  const chat = await db().chat.findFirst({
    where: { id: chatId, userId },
    select: { model: true },
  })
  return chat?.model && isModelId(chat.model) ? chat.model : defaultModel
}

type StoredAnswer = Pick<ChatMessage, 'status' | 'metadata' | 'createdAt' | 'verdict' | 'comment'>

/** An answer left open by a process that died is shown as failed: its hold is closed by the sweeper. */
function metadataOf(row: StoredAnswer): AnswerMetadata {
  const stored = row.metadata as AnswerMetadata
  const { verdict, comment } = row
  if (row.status !== 'streaming' && row.status !== 'stopping')
    return verdict === null
      ? stored
      : { ...stored, feedback: { verdict: verdict as Feedback['verdict'], comment } }
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

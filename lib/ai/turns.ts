import 'server-only'
import { clock } from '@/lib/clock'
import { db, type Db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { storable } from '@/lib/storable'
import type { Prisma } from '@/prisma/generated/client'
import { chatsThisMonth } from './chats-opened'
import { sendFiles } from './files/store'
import { beginOneByOne } from './begin-request'
import type { AnswerMetadata, AssistantMessage } from './messages'
import type { ChatRequest } from './request'

/** No answer takes longer: the assistant's time limit, and a margin to close and save. */
export const TURN_SECONDS = 150

const oldestRunning = () => new Date(clock.now().getTime() - TURN_SECONDS * 1_000)

/** One question and the request to answer it. The question's id is the client's; a regeneration has an id of its own. */
export type Turn = {
  userId: string
  chatId: string
  requestId: string
  answerId: string
  question: { id: string; text: string; files: readonly string[] }
  /** Which model is asked. */
  model: string
  regenerate: boolean
  /** The earlier question that goes, with all that came after it. */
  replaces?: string | undefined
  /** Counts the tries of one request: a failed one, which charged nothing, may be tried again under the same id. */
  run: number
}

const answerIdOf = (requestId: string) => `${requestId}-answer`

type StoredAnswer = { parts: AssistantMessage['parts']; metadata: AnswerMetadata }

/**
 * Finds out what a request is: new (or a failed one tried again), or one that was answered before, whose first answer is
 * given once more. Throws `conflict` when its answer is being written, or when the id belongs to another question.
 */
export async function identifyTurn(
  userId: string,
  { id: chatId, message, regenerate, replaces }: ChatRequest,
  model: string,
): Promise<{ turn: Turn; answered?: StoredAnswer }> {
  const requestId = regenerate ?? message.id
  const answerId = answerIdOf(requestId)
  const text = message.parts[0]?.text ?? ''
  const rows = await db().chatMessage.findMany({
    where: { userId, id: { in: [message.id, answerId] } },
  })
  const question = rows.find((row) => row.id === message.id)
  const answer = rows.find((row) => row.id === answerId)
  const turn: Turn = {
    userId,
    chatId,
    requestId,
    answerId,
    question: { id: message.id, text, files: [...new Set(message.files)] },
    model,
    regenerate: regenerate !== undefined,
    replaces,
    run: 0,
  }
  if (question && !isSameQuestion(question, turn))
    throw new AppError('conflict', 'This message id was used for another message before.')
  if (regenerate && !question) throw new AppError('not_found', 'There is no such message.')
  if (!answer) {
    if (question && !regenerate)
      throw new AppError('conflict', 'This message was answered before. Send it as a new one.')
    return { turn }
  }
  const metadata = answer.metadata as AnswerMetadata & { run?: number }
  if (answer.status === 'streaming' || answer.status === 'stopping') {
    if (answer.createdAt > oldestRunning())
      throw new AppError('conflict', 'This message is being answered already.')
  } else if (answer.status !== 'failed') {
    return { turn, answered: { parts: answer.parts as AssistantMessage['parts'], metadata } }
  }
  return { turn: { ...turn, run: (metadata.run ?? 0) + 1 } }
}

const isSameQuestion = (
  row: { role: string; chatId: string; parts: Prisma.JsonValue },
  { chatId, question }: Turn,
) => {
  const parts = row.parts as AssistantMessage['parts']
  const files = parts.flatMap((part) => (part.type === 'data-file' ? [part.data.id] : []))
  return (
    row.role === 'user' &&
    row.chatId === chatId &&
    parts.every((part) => part.type !== 'text' || part.text === question.text) &&
    files.join() === question.files.join()
  )
}

/**
 * Writes the question and an empty answer, and makes the first reservation, all in one transaction: when one of them is
 * refused, nothing is stored and nothing is held. Throws `rate_limited` when the user has too many answers running or
 * chats this month, `forbidden` for more files than the plan allows, `not_found` for a chat of somebody else, and what `reserve` throws. A limit of -1 is none.
 */
export async function beginTurn<Held>(
  turn: Turn,
  question: AssistantMessage,
  limits: { open_requests: number; chats_per_month: number; files_per_chat: number },
  reserve: (tx: Db) => Promise<Held>,
): Promise<Held> {
  const begin = async (tx: Db) => {
    await assertFewRunning(tx, turn.userId, limits.open_requests)
    const held = await reserve(tx)
    await writeTurn(tx, turn, question, limits)
    return held
  }
  return beginOneByOne(turn.userId, begin, 'This message is being answered already.')
}

async function assertFewRunning(tx: Db, userId: string, limit: number): Promise<void> {
  if (limit === -1) return
  const running = await tx.chatMessage.count({
    where: {
      userId,
      status: { in: ['streaming', 'stopping'] },
      createdAt: { gt: oldestRunning() },
    },
  })
  if (running >= limit)
    throw new AppError(
      'rate_limited',
      `Your plan answers ${limit} messages at a time. Wait for one to finish. Nothing was charged.`,
      { headers: { 'retry-after': '5' } },
    )
}

async function writeTurn(
  tx: Db,
  turn: Turn,
  { parts }: AssistantMessage,
  limits: { chats_per_month: number; files_per_chat: number },
): Promise<void> {
  const { userId, chatId, question, answerId } = turn
  const now = clock.now()
  const touched = await tx.chat.updateMany({
    where: { id: chatId, userId },
    data: { updatedAt: now, model: turn.model },
  })
  if (touched.count === 0) {
    await assertMayOpenChat(tx, userId, chatId, limits.chats_per_month)
    const title = question.text.replace(/\s+/g, ' ').slice(0, 60)
    const data = { id: chatId, userId, title, model: turn.model, createdAt: now, updatedAt: now }
    await tx.chat.create({ data })
  }
  if (turn.regenerate) await removeAnswers(tx, turn)
  // A try after a failed one finds it gone already: only the first takes the place.
  else if (turn.replaces !== undefined && turn.run === 0) await removeFrom(tx, turn, turn.replaces)
  await sendFiles(tx, { userId, chatId }, question.files, limits.files_per_chat)
  const shared = { chatId, userId }
  if (!turn.regenerate && turn.run === 0)
    await tx.chatMessage.create({
      data: {
        ...shared,
        id: question.id,
        role: 'user',
        parts: parts as Prisma.InputJsonValue,
        createdAt: now,
      },
    })
  const answer = {
    parts: [],
    status: 'streaming',
    metadata: { requestId: turn.requestId, run: turn.run },
    createdAt: new Date(now.getTime() + 1),
  }
  if (turn.run === 0)
    await tx.chatMessage.create({ data: { ...shared, ...answer, id: answerId, role: 'assistant' } })
  else await tx.chatMessage.update({ where: { userId_id: { userId, id: answerId } }, data: answer })
}

async function assertMayOpenChat(
  tx: Db,
  userId: string,
  chatId: string,
  limit: number,
): Promise<void> {
  if ((await tx.chat.count({ where: { id: chatId } })) > 0)
    throw new AppError('not_found', 'There is no such chat.')
  if (limit === -1) return
  if ((await chatsThisMonth(tx, userId)) >= limit)
    throw new AppError(
      'rate_limited',
      `Your plan has ${limit} new chats a month. Go on in an earlier one, or upgrade. Nothing was charged.`,
    )
}

/** A regenerated answer takes the place of the ones before it; what those cost stays on the statement. */
async function removeAnswers(tx: Db, { userId, chatId, question, answerId }: Turn): Promise<void> {
  const asked = await tx.chatMessage.findUniqueOrThrow({
    where: { userId_id: { userId, id: question.id } },
    select: { createdAt: true },
  })
  const later = { userId, chatId, createdAt: { gt: asked.createdAt } }
  if ((await tx.chatMessage.count({ where: { ...later, role: 'user' } })) > 0)
    throw new AppError('conflict', 'Only the last answer can be written again.')
  await tx.chatMessage.deleteMany({ where: { ...later, role: 'assistant', id: { not: answerId } } })
}

/**
 * Removes an earlier question and all that came after it, for the one that takes its place. What their answers cost stays on the
 * statement; what they proposed can be confirmed no more.
 */
async function removeFrom(tx: Db, turn: Turn, questionId: string): Promise<void> {
  const { userId, chatId } = turn
  const asked = await tx.chatMessage.findFirst({
    where: { userId, chatId, id: questionId, role: 'user' },
    select: { createdAt: true },
  })
  if (!asked) throw new AppError('not_found', 'The message to be changed is not there any more.')
  const from = { userId, chatId, createdAt: { gte: asked.createdAt } }
  const running = { status: { in: ['streaming', 'stopping'] }, createdAt: { gt: oldestRunning() } }
  if ((await tx.chatMessage.count({ where: { AND: [from, running] } })) > 0)
    throw new AppError('conflict', 'An answer is still being written. Stop it first.')
  await removeFilesOf(tx, turn, await tx.chatMessage.findMany({ where: from }))
  await tx.chatMessage.deleteMany({ where: from })
}

/** What was attached to messages that go goes with them, but for what the new question takes over. */
async function removeFilesOf(
  tx: Db,
  { userId, chatId, question }: Turn,
  messages: readonly { parts: Prisma.JsonValue }[],
): Promise<void> {
  const attached = messages.flatMap(({ parts }) =>
    (parts as AssistantMessage['parts']).flatMap((part) =>
      part.type === 'data-file' ? [part.data.id] : [],
    ),
  )
  const id = { in: attached.filter((file) => !question.files.includes(file)) }
  await tx.chatFile.deleteMany({ where: { userId, chatId, id } })
}

/** Keeps what came of a turn; nothing when a later try of the same request has taken its place meanwhile. */
export async function finishTurn(
  turn: Turn,
  parts: AssistantMessage['parts'],
  metadata: AnswerMetadata,
): Promise<void> {
  await db().chatMessage.updateMany({
    where: {
      userId: turn.userId,
      id: turn.answerId,
      metadata: { path: ['run'], equals: turn.run },
    },
    data: {
      parts: storable(parts) as Prisma.InputJsonValue,
      status: metadata.status,
      metadata: { ...metadata, run: turn.run },
    },
  })
}

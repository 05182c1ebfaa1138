import 'server-only'
import { createHash } from 'node:crypto'
import { clock } from '@/lib/clock'
import { db, type Db } from '@/lib/db'
import { limit } from '@/lib/entitlements'
import { AppError } from '@/lib/errors'
import { consume } from '@/lib/rate-limit'
import type { ChatFile } from '@/prisma/generated/client'
import { detect } from './detect'
import type { FileData, FileType } from './limits'

/** Uploads a minute: a person drops a handful. */
const A_MINUTE = 30
/** How many a user may have lying about unsent, in all chats: the oldest make room. */
const UNSENT = 20
const UNSENT_MS = 24 * 60 * 60_000

const described = {
  id: true,
  name: true,
  type: true,
  tokens: true,
  width: true,
  height: true,
} as const

type Row = Pick<ChatFile, keyof typeof described> & { size: number }

const dataOf = ({ id, name, type, size, tokens, width, height }: Row): FileData => ({
  id,
  name,
  type: type as FileType,
  size,
  tokens,
  ...(width !== null && height !== null && { width, height }),
})

const noSuchFile = () =>
  new AppError(
    'not_found',
    'An attached file is not there any more. Attach it again. Nothing was charged.',
  )

const tooMany = (most: number) =>
  new AppError(
    'forbidden',
    most === 0
      ? 'Files in chats are not part of your plan. Nothing was charged.'
      : `Your plan allows ${most} ${most === 1 ? 'file' : 'files'} in a chat. Start another chat, or see the plans. Nothing was charged.`,
    { details: { limit: 'files_per_chat', upgradeUrl: '/pricing' } },
  )

/** Refuses what would be more files in a chat than the plan allows, those sent before counted. -1 is unlimited. */
async function assertFit(
  db: Db,
  chat: { userId: string; chatId: string },
  more: number,
  most: number,
): Promise<void> {
  if (most === -1) return
  const sent = await db.chatFile.count({ where: { ...chat, sentAt: { not: null } } })
  if (sent + more > most) throw tooMany(most)
}

/**
 * Keeps a file for a message that is still being written; `beside` counts those that are attached to it already. Its kind is told
 * by its content. Throws `rate_limited`, `not_found` for somebody else's chat, `forbidden` beyond the plan's files, and what
 * `detect` throws.
 */
export async function keepFile(file: {
  userId: string
  chatId: string
  name: string
  bytes: Uint8Array<ArrayBuffer>
  beside: number
}): Promise<FileData> {
  const { userId, chatId, name, bytes, beside } = file
  await consume({ key: `files:${userId}`, points: A_MINUTE, seconds: 60 })
  const chat = await db().chat.findUnique({ where: { id: chatId }, select: { userId: true } })
  if (chat && chat.userId !== userId) throw new AppError('not_found', 'There is no such chat.')
  await assertFit(db(), { userId, chatId }, beside + 1, await limit(userId, 'files_per_chat'))
  const detected = detect(name, bytes)
  const oldest = await db().chatFile.findMany({
    where: { userId, sentAt: null },
    orderBy: { createdAt: 'desc' },
    skip: UNSENT - 1,
    select: { id: true },
  })
  await db().chatFile.deleteMany({
    where: { id: { in: oldest.map(({ id }) => id) }, sentAt: null },
  })
  const kept = await db().chatFile.create({
    data: {
      userId,
      chatId,
      name,
      bytes,
      ...detected,
      sha256: new Uint8Array(createHash('sha256').update(bytes).digest()),
      createdAt: clock.now(),
    },
    select: described,
  })
  return dataOf({ ...kept, size: bytes.length })
}

/** A message's files, in its order: of this user and this chat, or `not_found`. */
export async function filesOf(
  { userId, chatId }: { userId: string; chatId: string },
  ids: readonly string[],
): Promise<FileData[]> {
  if (ids.length === 0) return []
  const rows = await db().$queryRaw<Row[]>`
    select id, name, type, tokens, width, height, octet_length(bytes) as size from "ChatFile"
    where id = any(${ids}::uuid[]) and "userId" = ${userId}::uuid and "chatId" = ${chatId}::uuid`
  return ids.map((id) => {
    const row = rows.find((one) => one.id === id)
    if (!row) throw noSuchFile()
    return dataOf(row)
  })
}

/**
 * Marks a message's files as sent, in the transaction that writes it. Throws `forbidden` when the chat would hold more than the
 * plan allows, `not_found` when one was removed meanwhile; the caller holds the user's lock.
 */
export async function sendFiles(
  tx: Db,
  chat: { userId: string; chatId: string },
  ids: readonly string[],
  filesPerChat: number,
): Promise<void> {
  if (ids.length === 0) return
  const these = { ...chat, id: { in: [...ids] } }
  const fresh = await tx.chatFile.count({ where: { ...these, sentAt: null } })
  await assertFit(tx, chat, fresh, filesPerChat)
  const sentBefore = await tx.chatFile.count({ where: { ...these, sentAt: { not: null } } })
  const { count } = await tx.chatFile.updateMany({
    where: { ...these, sentAt: null },
    data: { sentAt: clock.now() },
  })
  if (count + sentBefore !== ids.length) throw noSuchFile()
}

/** What a file holds, for its owner; `null` for anybody else. */
export function readFile(
  userId: string,
  id: string,
): Promise<Pick<ChatFile, 'name' | 'type' | 'bytes' | 'sha256'> | null> {
  return db().chatFile.findFirst({
    where: { id, userId },
    select: { name: true, type: true, bytes: true, sha256: true },
  })
}

/** The contents of a chat's files, by id. What is not this user's in this chat is not among them. */
export async function contentsOf(
  { userId, chatId }: { userId: string; chatId: string },
  ids: readonly string[],
): Promise<Map<string, Uint8Array>> {
  if (ids.length === 0) return new Map()
  const rows = await db().chatFile.findMany({
    where: { userId, chatId, id: { in: [...ids] } },
    select: { id: true, bytes: true },
  })
  return new Map(rows.map(({ id, bytes }) => [id, bytes]))
}

/** Removes a file that was not sent yet. One that was stays with its message. Throws `not_found`. */
export async function removeFile(userId: string, id: string): Promise<void> {
  const { count } = await db().chatFile.deleteMany({ where: { id, userId, sentAt: null } })
  if (count === 0) throw new AppError('not_found', 'There is no such file.')
}

/** Removes what was attached a day ago and never sent; answers how many. */
export async function sweepFiles(): Promise<number> {
  const createdAt = { lt: new Date(clock.now().getTime() - UNSENT_MS) }
  return (await db().chatFile.deleteMany({ where: { sentAt: null, createdAt } })).count
}

import { call, cookieOf } from '@/tests/support/signed-in'
import { readUIMessageStream, type InferUIMessageChunk } from 'ai'
import { randomUUID } from 'node:crypto'
import { expect, vi } from 'vitest'
import type { AssistantMessage } from '@/lib/ai/messages'
import { audit, microCredits, grant, readBalance } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { modelGate } from '@/tests/support/model-gate'
import { createUser } from '@/tests/support/users'
import { testEnvironment } from './environment'

// Next runs what is given to `after` when the response is sent. Outside Next it is only kept, to be waited for.
const background = vi.hoisted(() => [] as Promise<unknown>[])

vi.mock('next/server', () => ({
  after: (work: Promise<unknown>) => {
    background.push(work)
  },
}))

type Chunk = InferUIMessageChunk<AssistantMessage>

export type Ask = {
  chatId?: string
  messageId?: string
  model?: string
  /** Ids of what was attached in this chat. */
  files?: string[]
  regenerate?: string
  signal?: AbortSignal
}

/**
 * A chat route with a real database, the sandbox's model behind a gate, and nobody signed in yet. `backup`: a second provider
 * behind a gate of its own.
 */
export async function chatHarness({ backup: wanted = false } = {}) {
  const gate = await modelGate()
  process.env.OPENAI_BASE_URL = gate.url
  const backup = await modelGate()
  if (wanted)
    Object.assign(process.env, {
      OPENAI_FALLBACK_API_KEY: 'sk-backup',
      OPENAI_FALLBACK_BASE_URL: backup.url,
    })
  const { db } = await testDatabase()
  return {
    gate,
    /** The second provider's; nobody asks it unless it was wanted. */
    backup,
    ...(await chatRoute(db)),
    close: () => Promise.all([gate.close(), backup.close()]),
  }
}

export type ChatHarness = Awaited<ReturnType<typeof chatHarness>>

/** The chat's route on a database, and people who ask. */
export async function chatRoute(db: PrismaClient) {
  const { POST } = await import('@/app/api/chat/route')

  /** A user of a plan with these micro-credits, and how it asks. */
  const person = async (micro: number, planKey = 'enterprise') => {
    const { id } = await createUser(db)
    await db.userPlan.create({ data: { userId: id, planKey, updatedAt: new Date() } })
    if (micro > 0)
      await grant(db, {
        userId: id,
        kind: 'topup',
        sourceKey: 'first',
        amount: microCredits(micro),
        reason: 'Top-up',
      })
    return { id, cookie: await cookieOf(id), ...ofUser(db, id) }
  }

  const post = (
    cookie: string,
    body: BodyInit,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ) =>
    call(
      POST,
      new Request(`${testEnvironment.APP_URL}/api/chat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, ...headers },
        body,
        signal,
      }),
      {},
    )

  const ask = ({ cookie }: { cookie: string }, text: string, options: Ask = {}) =>
    post(
      cookie,
      JSON.stringify({
        id: options.chatId ?? randomUUID(),
        message: {
          id: options.messageId ?? randomUUID(),
          role: 'user',
          parts: [{ type: 'text', text }],
          files: options.files,
        },
        regenerate: options.regenerate,
        model: options.model,
      }),
      {},
      options.signal,
    )

  return {
    db,
    person,
    post,
    ask,
    /** Waits until every answer that was begun is closed and kept. */
    settled: async () => {
      await Promise.all(background.splice(0))
    },
  }
}

const ofUser = (db: PrismaClient, userId: string) => ({
  balance: async () => (await readBalance(db, userId)).available,
  entries: () =>
    db.creditEntry.findMany({ where: { userId, kind: 'burn' }, orderBy: { seq: 'asc' } }),
  /** What is held now. */
  holds: () => db.creditHold.findMany({ where: { userId } }),
  /** How what was held ended, in order. */
  ends: () =>
    db.creditEntry.findMany({
      where: { userId, kind: { in: ['burn', 'release', 'lapse'] } },
      orderBy: { seq: 'asc' },
    }),
  messages: () => db.chatMessage.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } }),
  /** Nothing is held any more and the books agree. */
  assertClean: async () => {
    expect(await db.creditHold.count({ where: { userId } })).toBe(0)
    expect((await readBalance(db, userId)).held).toBe(0)
    expect(await audit(db, { userId })).toEqual([])
  },
})

/** The parts of a streamed response. */
export async function chunksOf(response: Response): Promise<Chunk[]> {
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const text = await response.text()
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)) as Chunk)
}

/** The answer a client would show, put together from its parts. */
export async function answerOf(chunks: Chunk[]): Promise<AssistantMessage> {
  const stream = new ReadableStream<Chunk>({
    start(controller) {
      chunks.filter((chunk) => chunk.type !== 'error').forEach((chunk) => controller.enqueue(chunk))
      controller.close()
    },
  })
  let answer: AssistantMessage | undefined
  for await (const message of readUIMessageStream<AssistantMessage>({ stream })) answer = message
  if (!answer) throw new Error('no answer')
  return answer
}

export const textOf = (message: Pick<AssistantMessage, 'parts'>): string =>
  message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')

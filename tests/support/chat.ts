import { call, cookieOf } from '@/tests/support/signed-in'
import { readUIMessageStream, type InferUIMessageChunk } from 'ai'
import { randomUUID } from 'node:crypto'
import { expect, vi } from 'vitest'
import type { AssistantMessage } from '@/lib/ai/messages'
import { requestStop } from '@/lib/ai/stop'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { modelGate } from '@/tests/support/model-gate'
import { customer } from '@/tests/support/customers'
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
  const route = await chatRoute(db)

  /** Asks, and presses Stop when the model has the question and has not said a word. */
  const stopBeforeAWord = async (person: { id: string; cookie: string }) => {
    gate.shut()
    const chatId = randomUUID()
    const client = new AbortController()
    const response = await route.ask(person, 'Hello there', { chatId, signal: client.signal })
    const reader = response.body!.getReader()
    await reader.read()
    await expect.poll(() => gate.calls.length).toBe(1)
    await requestStop(person.id, chatId)
    client.abort()
    await reader.cancel()
    await route.settled()
    gate.open()
  }

  return {
    gate,
    stopBeforeAWord,
    /** The second provider's; nobody asks it unless it was wanted. */
    backup,
    ...route,
    close: () => Promise.all([gate.close(), backup.close()]),
  }
}

export type ChatHarness = Awaited<ReturnType<typeof chatHarness>>

/** The chat's route on a database, and people who ask. */
export async function chatRoute(db: PrismaClient) {
  const { POST } = await import('@/app/api/chat/route')

  /** A user of a plan with these micro-credits, and how it asks. */
  const person = async (micro: number, planKey = 'enterprise') => {
    const own = await customer(db, micro, planKey)
    const messages = () =>
      db.chatMessage.findMany({ where: { userId: own.id }, orderBy: { createdAt: 'asc' } })
    return { ...own, cookie: await cookieOf(own.id), messages }
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

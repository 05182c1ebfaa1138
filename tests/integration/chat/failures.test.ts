import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { answerChat } from '@/lib/ai/chat'
import { loadChat } from '@/lib/ai/chats'
import { requestStop } from '@/lib/ai/stop'
import { costOf, priceOf, type Usage } from '@/lib/metering'
import { answerOf, chatHarness, chunksOf, textOf, type ChatHarness } from '@/tests/support/chat'
import { testEnvironment } from '@/tests/support/environment'

let chat: ChatHarness
type Person = Awaited<ReturnType<ChatHarness['person']>>
let ada: Person

beforeAll(async () => {
  chat = await chatHarness()
})
afterAll(() => chat.close())
beforeEach(async () => {
  chat.gate.reset()
  ada = await chat.person(100_000_000)
})
afterEach(async () => {
  await chat.settled()
  await ada.assertClean()
})

const cost = async (usage: Usage, model = 'gpt-5-mini') =>
  costOf(await priceOf('chat', model), usage)

const errorIn = (chunks: Awaited<ReturnType<typeof chunksOf>>) => {
  const error = chunks.find((chunk) => chunk.type === 'error')
  return error && (JSON.parse(error.errorText) as { code: string; message: string })
}

const serverError = () =>
  Response.json({ error: { message: 'no', type: 'server_error' } }, { status: 500 })

/** Reads until the first words of the answer are there; the rest stays unread. */
async function readUntilWords(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let read = ''
  while (!read.includes('"text-delta"')) {
    const { done, value } = await reader.read()
    if (done) throw new Error('ended without a word')
    read += value
  }
  return reader
}

describe('a provider that fails', () => {
  test('before a word: two tries, nothing charged, and the same message may be sent again', async () => {
    const ids = { chatId: randomUUID(), messageId: randomUUID() }
    chat.gate.intercept(serverError)
    const chunks = await chunksOf(await chat.ask(ada, 'Hello there', ids))
    await chat.settled()
    expect(chat.gate.calls).toHaveLength(2)
    expect(errorIn(chunks)).toMatchObject({
      code: 'provider_failed',
      message: expect.stringContaining('Nothing was charged'),
    })
    expect(await ada.balance()).toBe(100_000_000)
    expect((await ada.ends()).map(({ operationKey, kind }) => [operationKey, kind])).toEqual([
      [`chat:${ids.messageId}/0/0`, 'release'],
      [`chat:${ids.messageId}/0/1`, 'release'],
    ])
    expect((await loadChat(ada.id, ids.chatId))?.messages[1]?.metadata).toMatchObject({
      status: 'failed',
      cost: 0,
      error: { code: 'provider_failed' },
    })

    chat.gate.reset()
    const answer = await answerOf(await chunksOf(await chat.ask(ada, 'Hello there', ids)))
    await chat.settled()
    expect(answer.metadata?.status).toBe('complete')
    expect(await ada.messages()).toHaveLength(2)
    expect(await ada.entries()).toHaveLength(1)
  })

  test('once, with nobody else to ask: the second try answers, and only that is charged', async () => {
    chat.gate.intercept((call) => (call === 1 ? serverError() : undefined))
    const model = 'gpt-5-nano'
    const answer = await answerOf(await chunksOf(await chat.ask(ada, 'Hello there', { model })))
    await chat.settled()
    const [usage] = await chat.gate.reported()
    expect(answer.metadata).toMatchObject({ status: 'complete', cost: await cost(usage!, model) })
    expect((await ada.ends()).map(({ kind }) => kind)).toEqual(['release', 'burn'])
  })

  test.each(['fail_midway', 'hang_up'] as const)(
    'in the middle (%s): what was streamed is kept and charged, by estimate',
    async (mode) => {
      chat.gate.behave({ mode, outputTokens: 200 })
      const chatId = randomUUID()
      const chunks = await chunksOf(await chat.ask(ada, 'Hello there', { chatId }))
      await chat.settled()
      expect(errorIn(chunks)?.code).toBe('provider_failed')

      const kept = (await loadChat(ada.id, chatId))?.messages[1]
      const words = textOf(kept!)
      expect(words).not.toBe('')
      const [entry] = await ada.entries()
      const detail = entry?.detail as { estimated: boolean; outputTokens: number } & Usage
      expect(detail).toMatchObject({
        estimated: true,
        outputTokens: Math.ceil(Buffer.byteLength(words) / 4),
      })
      expect(kept?.metadata).toMatchObject({
        status: 'partial',
        cost: await cost(detail),
        error: { message: expect.stringContaining('Only what was written') },
      })
      expect(Number(entry?.delta)).toBeLessThan(0)
      expect(entry?.debtDelta).toBe(0n)
    },
  )

  test.each([
    ['before its first word', undefined],
    ['in the middle', 'hang_up'],
  ] as const)(
    'in a later step, %s: the step before stays charged, and its tool is kept',
    async (_when, mode) => {
      const refusal = JSON.stringify({ error: { message: 'no', type: 'invalid_request_error' } })
      chat.gate.intercept((call) => {
        if (call === 1) return undefined
        if (mode) return void chat.gate.behave({ mode, outputTokens: 200 })
        return new Response(refusal, {
          status: 400,
          headers: { 'content-type': 'application/json' },
        })
      })
      const chatId = randomUUID()
      const chunks = await chunksOf(await chat.ask(ada, 'What is my balance?', { chatId }))
      await chat.settled()
      expect(errorIn(chunks)).toMatchObject({
        code: 'provider_failed',
        message: expect.stringContaining('Only what was written so far was charged'),
      })
      const burns = await ada.entries()
      expect((await ada.ends()).map(({ kind }) => kind)).toEqual([
        'burn',
        mode ? 'burn' : 'release',
      ])
      const kept = (await loadChat(ada.id, chatId))?.messages[1]
      expect(kept?.parts.some(({ type }) => type === 'tool-get_balance')).toBe(true)
      expect(kept?.metadata).toMatchObject({
        status: 'partial',
        calls: burns.length,
        cost: burns.reduce((sum, { delta }) => sum - Number(delta), 0),
      })
    },
  )

  test('by saying nothing: given up after a while, nothing charged', async () => {
    chat.gate.shut()
    const background: Promise<void>[] = []
    const chatId = randomUUID()
    const response = await answerChat({
      user: { id: ada.id },
      request: new Request(`${testEnvironment.APP_URL}/api/chat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          id: chatId,
          message: { id: randomUUID(), role: 'user', parts: [{ type: 'text', text: 'Hello' }] },
        }),
      }),
      inBackground: (work) => background.push(work),
      timeout: { totalMs: 300, firstChunkMs: 100, chunkMs: 100 },
    })
    const chunks = await chunksOf(response)
    await Promise.all(background)
    expect(errorIn(chunks)).toMatchObject({
      code: 'provider_failed',
      message: expect.stringContaining('Nothing was charged'),
    })
    expect(await ada.balance()).toBe(100_000_000)
    expect((await loadChat(ada.id, chatId))?.messages[1]?.metadata?.status).toBe('failed')
    chat.gate.open()
  })

  test('without naming its usage: the estimate is charged, never nothing', async () => {
    const events = [
      {
        type: 'response.created',
        sequence_number: 0,
        response: { id: 'resp_1', created_at: 1, model: 'gpt-5-mini' },
      },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { type: 'message', id: 'msg_1' },
      },
      {
        type: 'response.output_text.delta',
        item_id: 'msg_1',
        output_index: 0,
        content_index: 0,
        delta: 'Four score and seven years ago.',
      },
      {
        type: 'response.completed',
        response: {
          id: 'resp_1',
          incomplete_details: null,
          usage: { input_tokens: 0, output_tokens: 0 },
        },
      },
    ]
    const stream = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
    chat.gate.intercept(
      () => new Response(stream, { headers: { 'content-type': 'text/event-stream' } }),
    )
    await chunksOf(await chat.ask(ada, 'Hello there'))
    await chat.settled()
    const [entry] = await ada.entries()
    expect(entry?.detail).toMatchObject({ estimated: true, outputTokens: 8 })
    expect(await ada.balance()).toBeLessThan(100_000_000)
  })
})

test('a later step that the balance does not cover ends the answer; the first step stays charged', async () => {
  const poor = (await (await chat.ask(await chat.person(1), 'What is my balance?')).json()) as {
    price: number
  }
  ada = await chat.person(poor.price)
  const chatId = randomUUID()
  const chunks = await chunksOf(await chat.ask(ada, 'What is my balance?', { chatId }))
  await chat.settled()
  expect(errorIn(chunks)).toMatchObject({
    code: 'insufficient_credits',
    message: expect.stringContaining('Only the steps before were charged'),
  })
  expect(chat.gate.calls).toHaveLength(1)
  const [usage] = await chat.gate.reported()
  expect(await ada.balance()).toBe(poor.price - (await cost(usage!)))
  expect((await loadChat(ada.id, chatId))?.messages[1]?.metadata).toMatchObject({
    status: 'partial',
    cost: await cost(usage!),
    error: { code: 'insufficient_credits' },
  })
})

test('an answer whose response nobody reads is written, charged and kept all the same', async () => {
  const chatId = randomUUID()
  // No signal, no cancel: the response is dropped on the floor.
  expect((await chat.ask(ada, 'What is my balance?', { chatId })).status).toBe(200)
  await chat.settled()
  expect((await loadChat(ada.id, chatId))?.messages[1]?.metadata).toMatchObject({
    status: 'complete',
    calls: 2,
  })
})

describe('an answer that is stopped', () => {
  test('pays for what was written and keeps it', async () => {
    chat.gate.behave({ outputTokens: 1_000, msPerToken: 5 })
    const chatId = randomUUID()
    const client = new AbortController()
    const response = await chat.ask(ada, 'Hello there', { chatId, signal: client.signal })
    const reader = await readUntilWords(response)
    await requestStop(ada.id, chatId)
    client.abort()
    await reader.cancel()
    await chat.settled()

    const kept = (await loadChat(ada.id, chatId))?.messages[1]
    const [entry] = await ada.entries()
    const detail = entry?.detail as { estimated: boolean } & Usage
    expect(detail.estimated).toBe(true)
    expect(detail.outputTokens).toBeGreaterThan(0)
    expect(detail.outputTokens).toBeLessThan(1_000)
    expect(textOf(kept!)).not.toBe('')
    expect(kept?.metadata).toMatchObject({ status: 'partial', cost: await cost(detail) })
    expect(kept?.metadata?.error).toBeUndefined()
  })

  test('before its first word still pays for the question', async () => {
    await chat.stopBeforeAWord(ada)
    const [entry] = await ada.entries()
    expect(entry?.detail).toMatchObject({ estimated: true, outputTokens: 0 })
    expect(Number(entry?.delta)).not.toBe(0)
    expect(await ada.balance()).toBeLessThan(100_000_000)
  })

  test('after a reload, by a page that only reads it, ends as well', async () => {
    chat.gate.behave({ outputTokens: 1_000, msPerToken: 20 })
    const chatId = randomUUID()
    const client = new AbortController()
    const response = await chat.ask(ada, 'Hello there', { chatId, signal: client.signal })
    const reader = await readUntilWords(response)
    client.abort()
    await reader.cancel()
    await requestStop(ada.id, chatId)
    await chat.settled()
    expect((await loadChat(ada.id, chatId))?.messages[1]?.metadata?.status).toBe('partial')
  })
})

import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { answerChat } from '@/lib/ai/chat'
import { costOf, priceOf, type Usage } from '@/lib/metering'
import { answerOf, chatHarness, chunksOf, textOf, type ChatHarness } from '@/tests/support/chat'

let chat: ChatHarness
let ada: Awaited<ReturnType<ChatHarness['person']>>

beforeAll(async () => {
  chat = await chatHarness({ backup: true })
})
afterAll(() => chat.close())
beforeEach(async () => {
  chat.gate.reset()
  chat.backup.reset()
  ada = await chat.person(100_000_000)
})
afterEach(async () => {
  await chat.settled()
  await ada.assertClean()
})

const cost = async (usage: Usage) => costOf(await priceOf('chat', 'gpt-5-mini'), usage)

const refusing = (status: number) => () =>
  Response.json({ error: { message: 'no', type: 'server_error' } }, { status })

/** Takes the request, says that it works on it, and closes the connection in good order. */
const closesSilently = () =>
  new Response(
    `data: ${JSON.stringify({
      type: 'response.created',
      sequence_number: 0,
      response: { id: 'resp_1', created_at: 1, model: 'gpt-5-mini' },
    })}\n\n`,
    { headers: { 'content-type': 'text/event-stream' } },
  )

const errorIn = (chunks: Awaited<ReturnType<typeof chunksOf>>) => {
  const error = chunks.find((chunk) => chunk.type === 'error')
  return error && (JSON.parse(error.errorText) as { code: string; message: string })
}

const ends = async () =>
  (await ada.ends()).map(({ kind, operationKey, detail }) => ({
    kind,
    call: operationKey.split('/').slice(1).join('/'),
    provider: (detail as { provider?: string } | null)?.provider,
  }))

describe('a first provider that fails before a word', () => {
  test.each([
    ['with 500', refusing(500)],
    ['with 503', refusing(503)],
    ['with 429', refusing(429)],
    ['by ending before it began', closesSilently],
  ] as const)('%s: the second answers, and only that is charged', async (_how, answer) => {
    chat.gate.intercept(answer)
    const chatId = randomUUID()
    const shown = await answerOf(await chunksOf(await chat.ask(ada, 'Hello there', { chatId })))
    await chat.settled()
    const [usage] = await chat.backup.reported()
    expect(textOf(shown)).not.toBe('')
    expect(shown.metadata).toMatchObject({
      status: 'complete',
      model: 'gpt-5-mini',
      answeredBy: { model: 'gpt-5-mini', provider: 'backup' },
      cost: await cost(usage!),
    })
    expect(await ends()).toEqual([
      { kind: 'release', call: '0/0', provider: undefined },
      { kind: 'burn', call: '0/1', provider: 'backup' },
    ])
    expect(await ada.balance()).toBe(100_000_000 - (await cost(usage!)))
    expect([chat.gate.calls.length, chat.backup.calls.length]).toEqual([1, 1])
  })

  test('and answers the later steps as well: the broken one is not asked again', async () => {
    chat.gate.intercept(refusing(500))
    await chunksOf(await chat.ask(ada, 'What is my balance?'))
    await chat.settled()
    expect([chat.gate.calls.length, chat.backup.calls.length]).toEqual([1, 2])
    expect((await ends()).map(({ kind, call }) => `${kind} ${call}`)).toEqual([
      'release 0/0',
      'burn 0/1',
      'burn 1/0',
    ])
  })

  test('only at a later step: that step goes to the second', async () => {
    chat.gate.intercept((call) => (call === 2 ? refusing(500)() : undefined))
    const shown = await answerOf(await chunksOf(await chat.ask(ada, 'What is my balance?')))
    await chat.settled()
    expect(await ends()).toEqual([
      { kind: 'burn', call: '0/0', provider: 'primary' },
      { kind: 'release', call: '1/0', provider: undefined },
      { kind: 'burn', call: '1/1', provider: 'backup' },
    ])
    expect(shown.metadata).toMatchObject({ calls: 2, answeredBy: { provider: 'backup' } })
  })

  test('by saying nothing for too long', async () => {
    chat.gate.shut()
    const background: Promise<void>[] = []
    const response = await answerChat({
      user: { id: ada.id },
      request: new Request('http://localhost:3000/api/chat', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          id: randomUUID(),
          message: { id: randomUUID(), role: 'user', parts: [{ type: 'text', text: 'Hello' }] },
        }),
      }),
      inBackground: (work) => background.push(work),
      timeout: { totalMs: 60_000, firstChunkMs: 150, chunkMs: 20_000 },
    })
    const shown = await answerOf(await chunksOf(response))
    await Promise.all(background)
    chat.gate.open()
    expect(shown.metadata).toMatchObject({
      status: 'complete',
      answeredBy: { provider: 'backup' },
    })
    expect((await ends()).map(({ kind }) => kind)).toEqual(['release', 'burn'])
  })

  test('because the request is wrong: nobody else is bothered with it', async () => {
    chat.gate.intercept(refusing(400))
    const chunks = await chunksOf(await chat.ask(ada, 'Hello there'))
    await chat.settled()
    expect(errorIn(chunks)).toMatchObject({ code: 'provider_failed' })
    expect(chat.backup.calls).toHaveLength(0)
    expect(await ada.balance()).toBe(100_000_000)
  })

  test('while the user stops it: nobody else is asked, the question is paid for', async () => {
    await chat.stopBeforeAWord(ada)
    expect(chat.backup.calls).toHaveLength(0)
    expect((await ends()).map(({ kind }) => kind)).toEqual(['burn'])
  })
})

test.each(['fail_midway', 'hang_up'] as const)(
  'a first provider that breaks off in the middle (%s): what was written is charged, nobody else is asked',
  async (mode) => {
    chat.gate.behave({ mode, outputTokens: 200 })
    const chunks = await chunksOf(await chat.ask(ada, 'Hello there'))
    await chat.settled()
    expect(errorIn(chunks)).toMatchObject({
      code: 'provider_failed',
      message: expect.stringContaining('Only what was written'),
    })
    expect(chat.backup.calls).toHaveLength(0)
    expect((await ends()).map(({ kind, provider }) => [kind, provider])).toEqual([
      ['burn', 'primary'],
    ])
  },
)

test('both fail: nothing is charged, nothing stays held, and the same message may be sent again', async () => {
  const ids = { chatId: randomUUID(), messageId: randomUUID() }
  chat.gate.intercept(refusing(500))
  chat.backup.intercept(refusing(500))
  const chunks = await chunksOf(await chat.ask(ada, 'Hello there', ids))
  await chat.settled()
  expect(errorIn(chunks)).toMatchObject({
    code: 'provider_failed',
    message: expect.stringContaining('Nothing was charged'),
  })
  expect((await ends()).map(({ kind }) => kind)).toEqual(['release', 'release'])
  expect([chat.gate.calls.length, chat.backup.calls.length]).toEqual([1, 1])
  chat.gate.reset()
  const again = await answerOf(await chunksOf(await chat.ask(ada, 'Hello there', ids)))
  expect(again.metadata).toMatchObject({ status: 'complete', answeredBy: { provider: 'primary' } })
})

test('twenty at once, every first call failing: each is answered and charged once', async () => {
  // Enough for twenty worst cases at the same moment.
  ada = await chat.person(1_000_000_000)
  chat.gate.intercept(refusing(500))
  const shown = await Promise.all(
    Array.from({ length: 20 }, async () =>
      answerOf(await chunksOf(await chat.ask(ada, 'Hello there'))),
    ),
  )
  await chat.settled()
  const spent = shown.reduce((sum, answer) => sum + (answer.metadata?.cost ?? 0), 0)
  expect(await ada.balance()).toBe(1_000_000_000 - spent)
  const kinds = (await ends()).map(({ kind }) => kind).toSorted()
  expect(kinds).toEqual([...Array(20).fill('burn'), ...Array(20).fill('release')])
})

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { instructions } from '@/lib/ai/instructions'
import { chatHarness, chunksOf, textOf, answerOf, type ChatHarness } from '@/tests/support/chat'
import { flat, otlpCollector, outline } from '@/tests/support/otlp-collector'

// What is loaded of OpenTelemetry, by whoever asks for it first.
const loaded = vi.hoisted(() => new Set<string>())
vi.mock('@opentelemetry/sdk-trace-node', async (original) => {
  loaded.add('sdk')
  return original()
})
vi.mock('@ai-sdk/otel', async (original) => {
  loaded.add('ai-sdk')
  return original()
})

let chat: ChatHarness
let collector: Awaited<ReturnType<typeof otlpCollector>>

beforeAll(async () => {
  collector = await otlpCollector()
  chat = await chatHarness()
})
beforeEach(() => chat.gate.reset())
afterAll(async () => {
  await chat.close()
  await collector.close()
})

/** As the server starts, with this much more in its environment. */
async function start(more: Record<string, string>): Promise<void> {
  const { parseEnv } = await import('@/lib/env')
  const { traceIfAsked } = await import('@/instrumentation-node')
  Object.assign(process.env, more)
  await traceIfAsked(parseEnv(process.env))
}

/** Every two neighbouring words of a text. */
function phrasesOf(text: string): string[] {
  const words = text.split(/\s+/)
  if (words.length < 3) throw new Error('a text without words proves nothing')
  return words.slice(1).map((word, before) => `${words[before]} ${word}`)
}

/** Spans go out in batches. */
const patient = { timeout: 10_000 }
const turnsSent = () => collector.spans().filter(({ name }) => name === 'chat turn').length

test('without an exporter nothing is sent, and nothing of OpenTelemetry is loaded', async () => {
  await start({})
  await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_SDK_DISABLED: 'true' })
  await chunksOf(await chat.ask(await chat.person(100_000_000), 'What is my balance?'))
  await chat.settled()
  expect(loaded).toEqual(new Set())
  expect(collector.raw()).toBe('')
})

test('a turn is one tree: gate, each model call, each settlement, and not a word of anybody', async () => {
  await start({ OTEL_SDK_DISABLED: 'false', OTEL_BSP_SCHEDULE_DELAY: '20' })
  expect(loaded).toEqual(new Set(['sdk', 'ai-sdk']))

  const ada = await chat.person(100_000_000)
  const { email } = await chat.db.user.findUniqueOrThrow({ where: { id: ada.id } })
  const messageId = randomUUID()
  const question = `What is my balance? My hippopotamus asks, mail ${email}.`
  const answer = await answerOf(await chunksOf(await chat.ask(ada, question, { messageId })))
  await chat.settled()
  await expect.poll(turnsSent, patient).toBe(1)

  const turn = collector.tree('chat turn')
  expect(outline(turn)).toEqual([
    'chat turn',
    '  gate',
    '  invoke_agent gpt-5-mini',
    '    step 1',
    '      chat gpt-5-mini',
    '        provider call',
    '        settle',
    '      execute_tool get_balance',
    '    step 2',
    '      chat gpt-5-mini',
    '        gate',
    '        provider call',
    '        settle',
  ])
  expect(turn.attributes).toMatchObject({
    'tollgate.operation': 'chat',
    'tollgate.model': 'gpt-5-mini',
    'tollgate.request_id': messageId,
    'tollgate.outcome': 'complete',
    'tollgate.credits.captured': answer.metadata?.cost,
  })
  const named = (name: string) =>
    flat(turn)
      .filter((span) => span.name === name)
      .map(({ attributes }) => attributes)
  const entries = await ada.entries()
  expect(named('settle').map((settle) => settle['tollgate.credits.captured'])).toEqual(
    entries.map(({ delta }) => -Number(delta)),
  )
  expect(named('gate').map((gate) => gate['tollgate.credits.held'])).toEqual(
    named('provider call').map((call) => call['tollgate.credits.held']),
  )
  expect(named('provider call')).toMatchObject(
    (await chat.gate.reported()).map(({ inputTokens, outputTokens }, step) => ({
      'tollgate.step': step,
      'tollgate.operation_key': `chat:${messageId}/${step}/0`,
      'tollgate.provider': 'primary',
      'tollgate.request_id': messageId,
      'tollgate.outcome': 'complete',
      'tollgate.inputTokens': inputTokens,
      'tollgate.outputTokens': outputTokens,
    })),
  )

  const sent = collector.raw()
  for (const text of [question, textOf(answer), instructions])
    for (const phrase of phrasesOf(text)) expect(sent).not.toContain(phrase)
  for (const secret of [email, ada.id, 'available', 'parameters'])
    expect(sent).not.toContain(secret)
})

test('what went wrong is told by its code, never by its message', async () => {
  collector.reset()
  const ada = await chat.person(100_000_000)
  chat.gate.intercept(() =>
    Response.json(
      { error: { message: 'no answer about a hippopotamus', type: 'x' } },
      { status: 400 },
    ),
  )
  await chunksOf(await chat.ask(ada, 'Tell me about the hippopotamus'))
  await chat.settled()
  const poor = await chat.ask(await chat.person(1), 'Tell me about the hippopotamus')
  expect(poor.status).toBe(402)
  await expect.poll(turnsSent, patient).toBe(2)

  const [failed, refused] = collector.spans().filter(({ name }) => name === 'chat turn')
  expect(failed?.attributes).toMatchObject({
    'tollgate.outcome': 'failed',
    'tollgate.error': 'provider_failed',
    'tollgate.credits.captured': 0,
  })
  expect(refused?.attributes['error.type']).toBe('insufficient_credits')
  expect(refused?.status).toEqual({ code: 2, message: '' })
  const settle = collector.spans().find(({ name }) => name === 'settle')
  expect(settle?.attributes['tollgate.outcome']).toBe('released')
  // The SDK recorded the provider's error; only its kind left the house.
  const exceptions = collector.spans().flatMap(({ events }) => events)
  expect(exceptions.length).toBeGreaterThan(0)
  for (const { attributes } of exceptions)
    expect(Object.keys(attributes)).toEqual(['exception.type'])
  expect(collector.raw()).not.toContain('hippopotamus')
})

test('a collector that is away costs the user nothing', async () => {
  await collector.goAway()
  const ada = await chat.person(100_000_000)
  const answer = await answerOf(await chunksOf(await chat.ask(ada, 'Hello there')))
  await chat.settled()
  expect(answer.metadata?.status).toBe('complete')
  await ada.assertClean()
})

import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { traceIfAsked } from '@/instrumentation-node'
import { parseEnv } from '@/lib/env'
import { answerOf, chatHarness, chunksOf, textOf, type ChatHarness } from '@/tests/support/chat'
import { otlpCollector } from '@/tests/support/otlp-collector'

let chat: ChatHarness
let collector: Awaited<ReturnType<typeof otlpCollector>>

beforeAll(async () => {
  collector = await otlpCollector()
  chat = await chatHarness()
})
afterAll(async () => {
  await chat.close()
  await collector.close()
})

test('asked for by its one setting, content is sent: the question, the answer, what tools said', async () => {
  Object.assign(process.env, {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.endpoint}/v1/traces`,
    OTEL_BSP_SCHEDULE_DELAY: '20',
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
  })
  await traceIfAsked(parseEnv(process.env))
  const ada = await chat.person(100_000_000)
  const question = 'What is my balance, says the hippopotamus'
  const answer = await answerOf(await chunksOf(await chat.ask(ada, question)))
  await chat.settled()
  await vi.waitFor(() => collector.tree('chat turn'), { timeout: 10_000 })

  const sent = collector.raw()
  expect(sent).toContain(question)
  expect(sent).toContain(textOf(answer).split('\n')[0])
  const tool = collector.spans().find(({ name }) => name === 'execute_tool get_balance')
  expect(tool?.attributes['gen_ai.tool.call.result']).toContain('available')
})

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requestStop } from '@/lib/ai/stop'
import { chatHarness, type ChatHarness } from '@/tests/support/chat'

// An answer that was stopped was free, and so was the step with tools before it, because the charge was made when the whole
// answer had ended.

let chat: ChatHarness
beforeAll(async () => {
  chat = await chatHarness()
})
afterAll(() => chat.close())

test('LibreChat 15889, PageSpace 2695: stopped in its second step, an answer pays for the first step and for the words of the second', async () => {
  const ada = await chat.person(100_000_000)
  chat.gate.behave({ outputTokens: 1_000, msPerToken: 5 })
  const chatId = randomUUID()
  const client = new AbortController()
  const response = await chat.ask(ada, 'What is my balance?', { chatId, signal: client.signal })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let read = ''
  while (!read.includes('"text-delta"')) read += (await reader.read()).value
  await requestStop(ada.id, chatId)
  client.abort()
  await reader.cancel()
  await chat.settled()

  const [first, second] = await ada.entries()
  const [reported] = await chat.gate.reported()
  expect(first?.detail).toMatchObject({ step: 0, ...reported })
  expect(second?.detail).toMatchObject({ step: 1, estimated: true })
  expect((second!.detail as { outputTokens: number }).outputTokens).toBeGreaterThan(0)
  expect(await ada.balance()).toBe(100_000_000 + Number(first?.delta) + Number(second?.delta))
  await ada.assertClean()
})

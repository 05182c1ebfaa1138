import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { BalanceData } from '@/lib/ai/messages'
import { costOf, priceOf, type Usage } from '@/lib/metering'
import { answerOf, chatHarness, chunksOf, textOf, type ChatHarness } from '@/tests/support/chat'

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

const costOfAll = async (usages: Usage[]) => {
  const price = await priceOf('chat', 'gpt-5-mini')
  return usages.reduce((sum, usage) => sum + costOf(price, usage), 0)
}

describe('an answer', () => {
  test('is charged exactly what the provider reported, and says so everywhere', async () => {
    const chunks = await chunksOf(await chat.ask(ada, 'Hello there'))
    await chat.settled()

    const reported = await chat.gate.reported()
    expect(reported).toHaveLength(1)
    const cost = await costOfAll(reported)
    expect(cost).toBeGreaterThan(0)
    expect(await ada.balance()).toBe(100_000_000 - cost)

    const answer = await answerOf(chunks)
    expect(textOf(answer)).not.toBe('')
    expect(answer.metadata).toMatchObject({ status: 'complete', cost, calls: 1 })
    const balances = chunks.filter((chunk) => chunk.type === 'data-balance')
    expect(balances).toHaveLength(2)
    const [held, charged] = balances.map(({ data }) => data as BalanceData)
    expect(held?.cost).toBe(0)
    expect(held?.balance.held).toBeGreaterThanOrEqual(cost)
    expect(Number(held?.balance.available) + Number(held?.balance.held)).toBe(100_000_000)
    expect(charged).toMatchObject({ cost, balance: { available: 100_000_000 - cost, held: 0 } })

    const [entry] = await ada.entries()
    expect(entry?.detail).toMatchObject({
      operation: 'chat',
      model: 'gpt-5-mini',
      step: 0,
      ...reported[0],
    })
  })

  test('with tools pays for each model call, as one request', async () => {
    const messageId = randomUUID()
    const chunks = await chunksOf(await chat.ask(ada, 'What is my balance?', { messageId }))
    await chat.settled()

    const reported = await chat.gate.reported()
    expect(reported).toHaveLength(2)
    const cost = await costOfAll(reported)
    const answer = await answerOf(chunks)
    const tool = answer.parts.find((part) => part.type === 'tool-get_balance')
    expect(tool).toMatchObject({ state: 'output-available' })
    expect(answer.metadata).toMatchObject({ cost, calls: 2 })
    expect(await ada.balance()).toBe(100_000_000 - cost)

    const entries = await ada.entries()
    expect(entries.map(({ operationKey }) => operationKey)).toEqual([
      `chat:${messageId}/0/0`,
      `chat:${messageId}/1/0`,
    ])
    expect(entries.map(({ detail }) => (detail as { requestId: string }).requestId)).toEqual([
      messageId,
      messageId,
    ])
  })

  test.each([
    ['Where did my credits go?', 'tool-get_spending'],
    ['Why was I charged for my last message?', 'tool-get_statement'],
    ['Why did my payment fail?', 'tool-get_payment_problems'],
    ['What can I use?', 'tool-get_entitlements'],
    ['Which plan am I on and when does it renew?', 'tool-get_plan'],
    ['Show my payments', 'tool-list_payments'],
    ['What are the prices?', 'tool-get_prices'],
    ['I want to buy more credits', 'tool-top_up'],
  ])('to "%s" uses %s', async (question, type) => {
    const answer = await answerOf(await chunksOf(await chat.ask(ada, question)))
    expect(answer.parts.find((part) => part.type === type)).toMatchObject({
      state: 'output-available',
    })
    expect(textOf(answer)).not.toBe('')
  })

  test('is kept with its cost, and the next question knows it', async () => {
    const chatId = randomUUID()
    const first = await answerOf(await chunksOf(await chat.ask(ada, 'Hello there', { chatId })))
    await chat.settled()
    await chunksOf(await chat.ask(ada, 'And again', { chatId }))
    await chat.settled()

    const { loadChat } = await import('@/lib/ai/chats')
    const kept = await loadChat(ada.id, chatId)
    expect(kept?.messages.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'user',
      'assistant',
    ])
    expect(kept?.messages[1]?.metadata).toMatchObject({
      status: 'complete',
      cost: first.metadata?.cost,
    })
    expect(textOf(kept!.messages[1]!)).toBe(textOf(first))
    expect(JSON.stringify(chat.gate.calls[1])).toContain('Hello there')
  })

  test('goes on and is kept when its reader leaves', async () => {
    chat.gate.behave({ outputTokens: 80, msPerToken: 2 })
    const reader = new AbortController()
    const response = await chat.ask(ada, 'Hello there', { signal: reader.signal })
    const stream = response.body!.getReader()
    await stream.read()
    reader.abort()
    await stream.cancel()
    await chat.settled()

    const [reported] = await chat.gate.reported()
    expect(reported?.outputTokens).toBe(80)
    const answer = (await ada.messages()).at(-1)
    expect(answer?.status).toBe('complete')
    expect(answer?.metadata).toMatchObject({ cost: await costOfAll([reported!]) })
  })

  test('may be written anew for the last question, at its own price', async () => {
    const chatId = randomUUID()
    const messageId = randomUUID()
    await chunksOf(await chat.ask(ada, 'Hello there', { chatId, messageId }))
    const regenerate = randomUUID()
    await chunksOf(await chat.ask(ada, 'Hello there', { chatId, messageId, regenerate }))
    await chat.settled()

    expect(await ada.entries()).toHaveLength(2)
    const kept = await ada.messages()
    expect(kept.map(({ id }) => id)).toEqual([messageId, `${regenerate}-answer`])
  })
})

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { answerOf, chatHarness, chunksOf, type ChatHarness } from '@/tests/support/chat'

// One user in twenty tabs, all of which send at the same moment.

let chat: ChatHarness
beforeAll(async () => {
  chat = await chatHarness()
})
beforeEach(() => chat.gate.reset())
afterAll(() => chat.close())

const TABS = 20

/** Sends from every tab at once, and answers how each was received. The model answers when all of them are. */
async function sendFromAll(person: { cookie: string }, text: string) {
  chat.gate.shut()
  const responses = await Promise.all(Array.from({ length: TABS }, () => chat.ask(person, text)))
  const taken = responses.filter(({ status }) => status === 200)
  const refused = responses.filter(({ status }) => status !== 200)
  const codes = await Promise.all(
    refused.map(async (one) => ((await one.json()) as { code: string }).code),
  )
  chat.gate.open()
  const answers = await Promise.all(taken.map(async (one) => answerOf(await chunksOf(one))))
  await chat.settled()
  return { answers, codes }
}

test('as many are answered at a time as the plan says; the others are told to wait, and nothing is kept of them', async () => {
  const free = await chat.person(1_000_000_000, 'free')
  const { answers, codes } = await sendFromAll(free, 'Hello there')
  expect(answers).toHaveLength(2)
  expect(codes).toEqual(Array.from({ length: TABS - 2 }, () => 'rate_limited'))
  expect(chat.gate.calls).toHaveLength(2)
  expect(await free.messages()).toHaveLength(4)
  await free.assertClean()
})

test('with credits for five: five answers, the rest 402, and never below zero', async () => {
  const refused = await chat.ask(await chat.person(1), 'Hello there')
  const { price } = (await refused.json()) as { price: number }
  // Each holds the worst case of a whole answer: 1,050 tokens more than the least.
  const whole = price + 1_050 * 4_000
  const credits = 5 * whole + price - 1
  const ada = await chat.person(credits)
  const { answers, codes } = await sendFromAll(ada, 'Hello there')
  expect(answers).toHaveLength(5)
  expect(codes).toEqual(Array.from({ length: TABS - 5 }, () => 'insufficient_credits'))
  const cost = answers.reduce((sum, { metadata }) => sum + (metadata?.cost ?? 0), 0)
  expect(await ada.balance()).toBe(credits - cost)
  expect(await ada.entries()).toHaveLength(5)
  await ada.assertClean()
})

test('answers of several steps at once: each pays for its own, whoever comes first', async () => {
  const ada = await chat.person(1_000_000_000)
  const { answers, codes } = await sendFromAll(ada, 'What is my balance?')
  expect(codes).toEqual([])
  expect(answers).toHaveLength(TABS)
  const costs = answers.map(({ metadata }) => metadata?.cost ?? 0)
  expect(Math.min(...costs)).toBeGreaterThan(0)
  const entries = await ada.entries()
  expect(entries).toHaveLength(2 * TABS)
  expect(new Set(entries.map(({ operationKey }) => operationKey)).size).toBe(2 * TABS)
  const cost = costs.reduce((sum, one) => sum + one, 0)
  expect(await ada.balance()).toBe(1_000_000_000 - cost)
  await ada.assertClean()
})

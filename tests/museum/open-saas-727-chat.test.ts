import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerOf, chatHarness, chunksOf, type ChatHarness } from '@/tests/support/chat'

// open-saas 727: the balance was read before the model was called and decremented after it. With one credit left, two
// requests at once were both served, and the balance was -1.

let chat: ChatHarness
beforeAll(async () => {
  chat = await chatHarness()
})
afterAll(() => chat.close())

test('fifty chat requests at once with credits for one: one answer, the rest 402, never below zero', async () => {
  const refused = await chat.ask(await chat.person(1), 'Hello there')
  const { price } = (await refused.json()) as { price: number }
  const ada = await chat.person(price)
  chat.gate.shut()
  const responses = await Promise.all(
    Array.from({ length: 50 }, () => chat.ask(ada, 'Hello there')),
  )
  const served = responses.filter((response) => response.status === 200)
  expect(served).toHaveLength(1)
  expect(responses.filter((response) => response.status === 402)).toHaveLength(49)
  chat.gate.open()
  const [answer] = await Promise.all(served.map(async (one) => answerOf(await chunksOf(one))))
  await chat.settled()
  expect(await ada.balance()).toBe(price - answer!.metadata!.cost)
  expect(await ada.balance()).toBeGreaterThanOrEqual(0)
  await ada.assertClean()
})

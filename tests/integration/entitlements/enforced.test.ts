import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { grantOverride } from '@/lib/entitlements'
import type { LimitName } from '@/lib/entitlements/names'
import { chatHarness, chunksOf, type ChatHarness } from '@/tests/support/chat'

let chat: ChatHarness

beforeAll(async () => {
  chat = await chatHarness()
})
afterAll(() => chat.close())

const set = (userId: string, key: LimitName, value: number) =>
  grantOverride({
    id: randomUUID(),
    userId,
    adminId: userId,
    kind: 'limit',
    key,
    value,
    reason: 'for this test',
    until: null,
  })

const ask = async (person: { cookie: string }, chatId?: string) => {
  const response = await chat.ask(person, 'Hello there', { chatId })
  if (response.ok) await chunksOf(response)
  await chat.settled()
  return response
}

test('FEATURES 4.3: requests a minute are those of the override, not of the plan', async () => {
  const ada = await chat.person(100_000_000, 'business')
  await set(ada.id, 'requests_per_minute', 1)
  expect((await ask(ada)).status).toBe(200)
  const refused = await ask(ada)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  await ada.assertClean()
})

test('FEATURES 4.3: chats a month too; an earlier chat goes on, and -1 lifts it', async () => {
  const ada = await chat.person(100_000_000, 'free')
  await set(ada.id, 'chats_per_month', 1)
  const chatId = randomUUID()
  expect((await ask(ada, chatId)).status).toBe(200)
  expect((await ask(ada)).status).toBe(429)
  expect((await ask(ada, chatId)).status).toBe(200)
  await set(ada.id, 'chats_per_month', -1)
  expect((await ask(ada)).status).toBe(200)
  await ada.assertClean()
})

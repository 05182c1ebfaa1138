import { afterAll, beforeAll, expect, test } from 'vitest'
import { MICRO, sweep } from '@/lib/credits'
import { entitlementsOf } from '@/lib/entitlements'
import { firstCallKey, holdWorstCase, meteredModel } from '@/lib/metering'
import type { PrismaClient } from '@/prisma/generated/client'
import { userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'
import { booksOf } from '@/tests/support/metering'
import { modelGate } from '@/tests/support/model-gate'

// The one failure that tells nobody: a stream whose reader is gone.

let gate: Awaited<ReturnType<typeof modelGate>>
let db: PrismaClient
beforeAll(async () => {
  gate = await modelGate()
  process.env.OPENAI_BASE_URL = gate.url
  ;({ db } = await testDatabase())
})
afterAll(() => gate.close())

/** Asks the metered model itself, with nobody around it who would read. */
async function opened() {
  const userId = await userWith(db, 100)
  const key = 'chat:alone'
  const { requireModel } = await import('@/lib/ai/models')
  const [candidate] = (await requireModel(await entitlementsOf(userId), 'gpt-5-mini')).candidates
  const output = { most: 100, least: 10 }
  const call = { userId, requestHash: 'a', output, ttlSeconds: 60 }
  const first = await holdWorstCase(db, {
    ...call,
    candidate,
    operationKey: firstCallKey(key),
    inputTokens: 1_000,
  })
  const { model, end } = meteredModel({
    ...call,
    candidates: [candidate],
    firstChunkMs: 20_000,
    key,
    first,
    detail: { operation: 'chat', requestId: key },
    stopped: new AbortController().signal,
  })
  const { stream } = await model.doStream({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hello there' }] }],
  })
  return { stream, end, books: booksOf(db, userId) }
}
const kindsIn = async ({ ends }: ReturnType<typeof booksOf>) =>
  (await ends()).map(({ kind }) => kind)

test('a stream that is cancelled pays for its words at once', async () => {
  const { stream, books } = await opened()
  const reader = stream.getReader()
  while ((await reader.read()).value?.type !== 'text-delta');
  await reader.cancel()
  await books.assertClean()
  expect(await kindsIn(books)).toEqual(['burn'])
})

test('a stream that nobody reads and nobody ends is given back by the sweep, once', async () => {
  const { end, books } = await opened()
  expect(await books.holds()).toHaveLength(1)
  await sweep(db, { limit: 100, at: new Date(Date.now() + 3_600_000) })
  await books.assertClean()
  expect(await books.balance()).toMatchObject({ available: 100 * MICRO, debt: 0 })
  // Whoever forgot it comes back: the words that were read ahead are paid for late, and once.
  await end()
  await end()
  expect(await kindsIn(books)).toEqual(['lapse', 'burn'])
  expect(await books.balance()).toMatchObject({ held: 0, debt: 0 })
  await books.assertClean()
})

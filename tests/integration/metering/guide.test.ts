import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { credits } from '@/lib/credits'
import { setPrice } from '@/lib/metering'
import type { PrismaClient } from '@/prisma/generated/client'
import { userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'
import { testEnvironment } from '@/tests/support/environment'
import { booksOf } from '@/tests/support/metering'
import { call, cookieOf } from '@/tests/support/signed-in'

let db: PrismaClient
beforeAll(async () => {
  ;({ db } = await testDatabase())
})

/** What the examples leave to the fork, in memory. */
function shelf() {
  const kept = new Map<string, string>()
  return {
    save: vi.fn<(userId: string, id: string, what: unknown) => Promise<string>>(
      async (userId, id, what) => {
        kept.set(`${userId}/${id}`, String(what))
        return String(what)
      },
    ),
    find: async (userId: string, id: string) => kept.get(`${userId}/${id}`) ?? null,
  }
}

const person = async (amount: number) => {
  const id = await userWith(db, amount)
  return { user: { id }, ...booksOf(db, id) }
}

test('the code of the guide is that of the examples', () => {
  const guide = readFileSync('docs/guides/meter-your-feature.md', 'utf8')
  const blocks = [...guide.matchAll(/^```ts (\S+)\n(.*?)^```$/gms)]
  expect(blocks.length).toBeGreaterThanOrEqual(5)
  for (const [, file = '', code = ''] of blocks) expect(readFileSync(file, 'utf8')).toContain(code)
})

describe('the route', () => {
  const draw = async (userId: string, id: string, prompt: string) => {
    const { POST } = await import('@/docs/examples/metered-route')
    const headers = { 'content-type': 'application/json', cookie: await cookieOf(userId) }
    const body = JSON.stringify({ id, prompt })
    const request = new Request(`${testEnvironment.APP_URL}/api/draw`, {
      method: 'POST',
      headers,
      body,
    })
    const response = await call(POST, request, {})
    return { status: response.status, body: (await response.json()) as unknown }
  }

  test('draws, is paid once and answers the same again', async () => {
    const { user, balance, assertClean } = await person(30)
    const paint = vi.fn<(prompt: string) => Promise<string>>(
      async (prompt) => `/pictures/${prompt}`,
    )
    vi.stubGlobal('paint', paint)
    vi.stubGlobal('pictures', shelf())
    const id = randomUUID()
    const answer = { status: 200, body: { url: '/pictures/boat', charged: credits(20) } }
    expect(await draw(user.id, id, 'boat')).toEqual(answer)
    expect(await draw(user.id, id, 'boat')).toEqual(answer)
    expect(await draw(user.id, id, 'tree')).toMatchObject({ status: 409 })
    expect(await draw(user.id, randomUUID(), 'tree')).toMatchObject({
      status: 402,
      body: { code: 'insufficient_credits', price: credits(20), balance: credits(10) },
    })
    expect(await draw(user.id, 'no-uuid', 'tree')).toMatchObject({ status: 400 })
    expect(paint).toHaveBeenCalledTimes(1)
    expect(await balance()).toMatchObject({ available: credits(10) })
    await assertClean()
  })

  test('that cannot keep the picture charges nothing, and says so when asked again', async () => {
    const { user, balance, assertClean } = await person(30)
    const broken = shelf()
    broken.save.mockRejectedValueOnce(new Error('disk full'))
    vi.stubGlobal('paint', async () => 'x')
    vi.stubGlobal('pictures', broken)
    const id = randomUUID()
    expect(await draw(user.id, id, 'boat')).toMatchObject({ status: 500 })
    expect(await draw(user.id, id, 'boat')).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    })
    expect(await balance()).toMatchObject({ available: credits(30) })
    await assertClean()
  })
})

test('the transcription pays for the minutes there were', async () => {
  const { transcribe } = await import('@/docs/examples/metered-feature')
  const { user, balance, assertClean } = await person(30)
  vi.stubGlobal('transcripts', shelf())
  vi.stubGlobal('speechToText', async () => ({ text: 'Well, then.', seconds: 61 }))
  const recording = { id: 'r1', minutesAtMost: 10 }
  expect(await transcribe(user, 'a', recording)).toBe('Well, then.')
  expect(await transcribe(user, 'a', recording)).toBe('Well, then.')
  expect(await balance()).toMatchObject({ available: credits(26) })
  await expect(transcribe(user, 'b', { id: 'r2', minutesAtMost: 14 })).rejects.toMatchObject({
    code: 'insufficient_credits',
  })
  await assertClean()
})

test('the summary pays for the tokens the model reported', async () => {
  const { summarise } = await import('@/docs/examples/metered-tokens')
  const { user, balance, assertClean } = await person(30)
  const usage = { inputTokens: 10, cachedTokens: 0, outputTokens: 50 }
  vi.stubGlobal('askModel', async () => ({ text: 'Short.', usage }))
  expect(await summarise(user, 'a', 'A long text.')).toBe('Short.')
  expect(await balance()).toMatchObject({ available: 30_000_000 - 10_000 - 200_000 })
  await assertClean()
})

test('the sale writes its row and its payment together, once', async () => {
  const { unlock } = await import('@/docs/examples/metered-sale')
  const { user, balance, assertClean } = await person(30)
  await setPrice({ operation: 'template', flat: credits(5) })
  const add = vi.fn<() => Promise<void>>(async () => {})
  vi.stubGlobal('unlocked', { add })
  add.mockRejectedValueOnce(new Error('no such template'))
  await expect(unlock(user, 'a', 't1')).rejects.toThrow('no such template')
  expect(await balance()).toMatchObject({ available: credits(30) })
  expect(await unlock(user, 'a', 't1')).toMatchObject({ outcome: 'charged', amount: credits(5) })
  expect(await unlock(user, 'a', 't1')).toMatchObject({ outcome: 'replayed', amount: credits(5) })
  expect(add).toHaveBeenCalledTimes(2)
  expect(await balance()).toMatchObject({ available: credits(25) })
  await assertClean()
})

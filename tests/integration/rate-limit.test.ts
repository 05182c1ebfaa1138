import { beforeAll, expect, test } from 'vitest'
import { AppError } from '@/lib/errors'
import { consume, removeOldWindows } from '@/lib/rate-limit'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})

test('of 40 calls at once exactly the allowed number passes', async () => {
  const calls = await Promise.allSettled(
    Array.from({ length: 40 }, () => consume({ key: 'parallel', points: 7, seconds: 60 })),
  )
  expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(7)
})

test('a refusal says when to come back, and then it works again', async () => {
  const at = new Date('2026-01-01T00:00:00Z')
  const after = (seconds: number) => new Date(at.getTime() + seconds * 1000)
  const use = (when: Date) => consume({ key: 'window', points: 1, seconds: 60, at: when })
  await use(at)
  const refusal = await use(after(20)).catch((error: unknown) => error)
  if (!(refusal instanceof AppError)) throw new Error('not refused')
  const response = refusal.toResponse()
  expect(response.status).toBe(429)
  expect(response.headers.get('retry-after')).toBe('40')
  await use(after(60))
  await expect(use(after(61))).rejects.toMatchObject({ code: 'rate_limited' })
})

test('keys do not share their count, and old windows are removed', async () => {
  const old = new Date('2026-01-01T00:00:00Z')
  await consume({ key: 'old:a', points: 1, seconds: 60, at: old })
  await consume({ key: 'old:b', points: 1, seconds: 60, at: old })
  await consume({ key: 'young', points: 1, seconds: 3600 })
  await removeOldWindows()
  expect(await database.db.rateLimit.findMany({ where: { key: { startsWith: 'old' } } })).toEqual(
    [],
  )
  expect(await database.db.rateLimit.count({ where: { key: 'young' } })).toBe(1)
})

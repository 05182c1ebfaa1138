import { beforeAll, expect, test } from 'vitest'
import type { Pool } from 'pg'
import {
  audit,
  credits,
  grant,
  readBalance,
  reserve,
  settle,
  type MicroCredits,
} from '@/lib/credits'
import { metered } from '@/lib/metering'
import type { PrismaClient } from '@/prisma/generated/client'
import { userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'

/** elizaOS 22681: a negative cost was subtracted, and minted credits. */
const nonsense = [-1, -Number.MAX_SAFE_INTEGER, Number.NaN, Infinity, -Infinity, 0.5, 2 ** 53]

let db: PrismaClient
let pool: Pool
let userId: string
const held = { operationKey: 'held', requestHash: '', ttlSeconds: 60 }

beforeAll(async () => {
  const database = await testDatabase()
  db = database.db
  pool = database.pool(1)
  userId = await userWith(db, 10)
  await reserve(db, { userId, ...held, amount: credits(4) })
})

test.each(nonsense)('%d micro-credits are no amount', async (value) => {
  const amount = value as MicroCredits
  await expect(settle(db, { userId, operationKey: 'held', actual: amount })).rejects.toThrow(
    RangeError,
  )
  await expect(reserve(db, { userId, ...held, operationKey: 'x', amount })).rejects.toThrow(
    RangeError,
  )
  await expect(
    grant(db, { userId, kind: 'manual', sourceKey: 'x', amount, reason: 'x' }),
  ).rejects.toThrow(RangeError)
})

test('nor does the database take one from somebody who comes past the code', async () => {
  for (const sql of [
    `select credit_close('${userId}', 'held', 'burn', -1)`,
    `select credit_close('${userId}', 'held', 'burn', 9007199254740992)`,
    `select credit_reserve('${userId}', 'x', '', -1, 60)`,
    `select credit_reserve('${userId}', 'x', '', 0, 60)`,
    `select credit_grant('${userId}', 'manual', 'x', -1, null, null, 'x', null, null)`,
    `select credit_grant('${userId}', 'manual', 'x', 9007199254740992, null, null, 'x', null, null)`,
  ])
    await expect(pool.query(sql)).rejects.toThrow(/cannot|violates/)
  expect(await readBalance(db, userId)).toMatchObject({
    available: credits(6),
    held: credits(4),
    debt: 0,
  })
  expect(await audit(db, { userId })).toEqual([])
})

test.each(nonsense)('an operation that reports a cost of %d gets nothing', async (value) => {
  const user = { id: await userWith(db, 10) }
  const job = { user, operation: 'transcription', key: 'a', request: null }
  const worstCase = { amount: credits(4) }
  const spending = metered({ ...job, worstCase }, async ({ spent }) => {
    spent({ amount: value as MicroCredits })
  })
  await expect(spending).rejects.toThrow(RangeError)
  const balance = await readBalance(db, user.id)
  expect(balance).toMatchObject({ available: credits(10), held: 0, debt: 0 })
  expect(await audit(db, { userId: user.id })).toEqual([])
})

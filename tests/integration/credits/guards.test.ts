import { beforeAll, describe, expect, test } from 'vitest'
import type { Pool } from 'pg'
import { audit, credits, reserve, settle } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'

let db: PrismaClient
let pool: Pool
let userId: string

beforeAll(async () => {
  const database = await testDatabase()
  db = database.db
  pool = database.pool(2)
  userId = await userWith(db, 10)
  for (const operationKey of ['settled', 'live'])
    await reserve(db, {
      userId,
      operationKey,
      requestHash: '',
      amount: credits(2),
      ttlSeconds: 600,
    })
  await settle(db, { userId, operationKey: 'settled', actual: credits(1) })
})

const entry = (values: string) =>
  `insert into "CreditEntry" ("userId", seq, kind, delta, "balanceAfter", "debtDelta", "operationKey", allocation, "createdAt")
   values ($1, 99, ${values}, now())`

describe('the database refuses, whoever asks', () => {
  const cases: [string, string, RegExp][] = [
    ['changing an entry', `update "CreditEntry" set delta = 0 where "userId" = $1`, /append-only/],
    ['deleting an entry', `delete from "CreditEntry" where "userId" = $1`, /append-only/],
    [
      'a negative balance',
      `update "CreditAccount" set available = -1 where "userId" = $1`,
      /CreditAccount_amounts/,
    ],
    [
      'a balance no double holds',
      `update "CreditAccount" set available = 9007199254740992 where "userId" = $1`,
      /CreditAccount_amounts/,
    ],
    [
      'more in a bucket than was granted',
      `update "CreditGrant" set remaining = granted + 1 where "userId" = $1`,
      /CreditGrant_amounts/,
    ],
    [
      'an empty bucket that is open',
      `update "CreditGrant" set remaining = 0 where "userId" = $1`,
      /CreditGrant_open/,
    ],
    [
      'more taken back than was asked back',
      `update "CreditGrant" set "clawedBack" = 1 where "userId" = $1`,
      /CreditGrant_(reversed|amounts)/,
    ],
    [
      'a hold of another amount',
      `update "CreditHold" set amount = amount + 1 where "userId" = $1 and "operationKey" = 'live'`,
      /a hold never changes/,
    ],
    [
      'an allocation that does not add up',
      entry(`'burn', -5, 0, 0, 'x', '{1,4}'`),
      /does not add up/,
    ],
    ['half a pair', entry(`'burn', -5, 0, 0, 'x', '{5}'`), /does not add up/],
    ['a burn that adds', entry(`'burn', 5, 0, 0, 'x', '{1,5}'`), /another direction/],
    [
      'a repayment that repays something else',
      entry(`'repay', -5, 0, -4, 'x', '{1,5}'`),
      /another direction/,
    ],
    ['a release that moves', entry(`'release', -5, 0, 0, 'x', '{1,5}'`), /another direction/],
    ['the same key booked twice', entry(`'burn', -5, 0, 0, 'settled', '{1,5}'`), /unique/],
  ]
  test.each(cases)('%s', async (_, sql, reason) => {
    await expect(pool.query(sql, [userId])).rejects.toThrow(reason)
  })

  test('emptying the statement', async () => {
    await expect(pool.query('truncate "CreditEntry"')).rejects.toThrow(/append-only/)
  })
})

describe('the audit describes what was planted, and leaves it as it is', () => {
  const plants: [string, string, string][] = [
    [
      'available',
      `update "CreditAccount" set available = available + 7 where "userId" = $1`,
      'balance differs from the open buckets',
    ],
    [
      'held',
      `update "CreditAccount" set held = held + 1, available = available - 1 where "userId" = $1`,
      'held differs from the live holds',
    ],
    [
      'debt',
      `update "CreditAccount" set debt = debt + 1 where "userId" = $1`,
      'debt differs from the statement',
    ],
    [
      'seq',
      `update "CreditAccount" set seq = seq + 1 where "userId" = $1`,
      'number of entries differs from the counter',
    ],
    [
      'a bucket',
      `update "CreditAccount" set "headRemaining" = "headRemaining" - 3 where "userId" = $1`,
      "bucket's rest differs from the statement",
    ],
    [
      'an expired part',
      `update "CreditGrant" set remaining = remaining - 1, expired = 1 where "userId" = $1`,
      "bucket's expired part differs from the statement",
    ],
    [
      'a grant',
      `update "CreditGrant" set granted = granted + 1 where "userId" = $1`,
      'bucket was not granted by the statement',
    ],
    [
      'an entry out of nothing',
      entry(`'burn', -5, 0, 0, 'x', '{1,5}'`),
      'entry does not continue the one before',
    ],
    [
      'a gap',
      `insert into "CreditEntry" ("userId", seq, kind, delta, "balanceAfter", "operationKey", allocation, "createdAt")
         select "userId", seq + 7, kind, delta, "balanceAfter" + delta, 'gap', allocation, "createdAt" from "CreditEntry" where "userId" = $1 and kind = 'burn'`,
      'entries have a gap',
    ],
    [
      'a reversal that never happened',
      `update "CreditGrant" set reversed = 1 where "userId" = $1`,
      "bucket's reversal differs from the statement",
    ],
    [
      'a freeze without a cause',
      `update "CreditAccount" set frozen = true where "userId" = $1`,
      'frozen differs from its causes',
    ],
    [
      'a cause that does not freeze',
      `insert into "CreditFreeze" ("userId", cause, "createdAt") values ($1, 'manual', now())`,
      'frozen differs from its causes',
    ],
    [
      'a hold of an operation that was settled',
      `insert into "CreditHold" ("userId", "operationKey", "requestHash", amount, "expiresAt", "createdAt")
       values ($1, 'settled', '', 5, now(), now())`,
      'hold of an operation that has ended',
    ],
  ]
  test.each(plants)('%s', async (_, sql, problem) => {
    expect(await audit(db, { userId })).toEqual([])
    const rollback = new Error('roll back')
    const attempt = db.$transaction(async (tx) => {
      await tx.$executeRawUnsafe(sql.replaceAll('$1', `'${userId}'`))
      const before = await tx.creditAccount.findMany({ omit: { nextEventAt: true } })
      const drift = await audit(tx)
      expect(drift.map((found) => found.problem)).toContain(problem)
      expect(drift.every((found) => found.userId === userId)).toBe(true)
      expect(await tx.creditAccount.findMany({ omit: { nextEventAt: true } })).toEqual(before)
      throw rollback
    })
    await expect(attempt).rejects.toBe(rollback)
  })
})

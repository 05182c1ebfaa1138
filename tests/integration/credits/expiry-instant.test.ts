import { beforeAll, expect, test } from 'vitest'
import type { Pool } from 'pg'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

/** At the microsecond, which a JavaScript date cannot say: past Prisma, with the clock given, and no job anywhere. */
let db: PrismaClient
let pool: Pool

beforeAll(async () => {
  const database = await testDatabase()
  db = database.db
  pool = database.pool(1)
})

const moment = (offset: string) => `'2027-05-01T12:00:00Z'::timestamptz + interval '${offset}'`

type Answer = { outcome: string; available: number; held: number; debt: number; burned: number[] }

async function ask(call: string, user: string): Promise<Answer> {
  const { rows } = await pool.query<Answer>(
    `select outcome, available::int, held::int, debt::int, to_jsonb(r) -> 'burned' as burned from ${call} r`,
    [user],
  )
  if (!rows[0]) throw new Error('no answer')
  return rows[0]
}

/** 100 that expire at the moment, and, when asked for, so many that never do. */
async function userWith(lasting: number): Promise<string> {
  const { id } = await createUser(db)
  const give = (key: string, kind: string, amount: number, expires: string) =>
    pool.query(
      `select credit_grant($1, '${kind}', '${key}', ${amount}, ${expires}, null, 'test', null, null, ${moment('-1 hour')})`,
      [id],
    )
  await give('expiring', 'promo', 100, moment('0'))
  if (lasting > 0) await give('lasting', 'topup', lasting, 'null')
  return id
}

const reserve = (key: string, amount: number, at: string) =>
  `credit_reserve($1, '${key}', 'x', ${amount}, 600, ${moment(at)})`
const charge = (amount: number, at: string) =>
  `credit_charge($1, 'charged', 'x', ${amount}, null, ${moment(at)})`
const settle = (key: string, actual: number, at: string) =>
  `credit_close($1, '${key}', 'burn', ${actual}, null, ${moment(at)})`

const clean = async (user: string) =>
  (await pool.query('select * from credit_audit($1)', [user])).rows

test.each(['-1 hour', '-1 millisecond', '-1 microsecond'])('spendable at %s', async (at) => {
  const user = await userWith(0)
  expect(await ask(reserve('op', 60, at), user)).toMatchObject({ outcome: 'held' })
  expect(await ask(charge(40, at), user)).toMatchObject({ outcome: 'charged' })
  expect(await clean(user)).toEqual([])
})

const after = ['0', '1 microsecond', '1 millisecond', '1 hour']

test.each(after)('not reserved at %s', async (at) => {
  const user = await userWith(5)
  const answer = await ask(reserve('op', 6, at), user)
  expect(answer).toMatchObject({ outcome: 'insufficient', available: 5, held: 0 })
  expect(await clean(user)).toEqual([])
})

test.each(after)('not charged at %s', async (at) => {
  const user = await userWith(5)
  expect(await ask(charge(6, at), user)).toMatchObject({ outcome: 'insufficient', available: 5 })
  expect(await clean(user)).toEqual([])
})

test.each(after)('a hold taken before spends no more than it held at %s', async (at) => {
  const user = await userWith(0)
  await ask(reserve('op', 30, '-1 microsecond'), user)
  const answer = await ask(settle('op', 50, at), user)
  expect(answer).toMatchObject({ outcome: 'closed', available: 0, held: 0, debt: 20 })
  expect(answer.burned.filter((_, index) => index % 2 === 1)).toEqual([30])
  expect(await clean(user)).toEqual([])
})

test.each(after)('a hold taken at %s holds nothing of what has expired', async (at) => {
  const user = await userWith(40)
  await ask(reserve('before', 10, '-1 microsecond'), user)
  expect(await ask(reserve('op', 40, at), user)).toMatchObject({ outcome: 'held', held: 50 })
  expect(await ask(settle('op', 45, '2 hours'), user)).toMatchObject({ debt: 5, held: 10 })
  expect(await clean(user)).toEqual([])
})

test.each(after)('a hold that lapsed has nothing of it left to settle with at %s', async (at) => {
  const user = await userWith(0)
  await ask(reserve('op', 30, '-1 microsecond'), user)
  await ask(`credit_close($1, 'op', 'lapse', 0, null, ${moment(at)})`, user)
  expect(await ask(settle('op', 30, at), user)).toMatchObject({ outcome: 'closed', debt: 30 })
  expect(await clean(user)).toEqual([])
})

import { beforeAll, expect, test } from 'vitest'
import type { Pool } from 'pg'
import { audit, credits, readBalance, setAllowance, microCredits } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { count, reserveFrom, settleFrom, userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

let db: PrismaClient
let pool: Pool

beforeAll(async () => {
  const database = await testDatabase()
  db = database.db
  pool = database.pool(24)
  await Promise.all(Array.from({ length: 24 }, () => pool.query('select pg_sleep(0.05)')))
})

const times = <Value>(n: number, run: (index: number) => Promise<Value>) =>
  Promise.all(Array.from({ length: n }, (_, index) => run(index)))

test('50 reservations at once with credits for 13 hold exactly 13', async () => {
  const userId = await userWith(db, 13)
  const outcomes = await times(50, (index) => reserveFrom(pool, userId, `op-${index}`, 1))
  expect(count(outcomes, 'held')).toBe(13)
  expect(count(outcomes, 'insufficient')).toBe(37)
  expect(await readBalance(db, userId)).toMatchObject({ available: 0, held: credits(13) })
  expect(await audit(db, { userId })).toEqual([])
})

test('one key from 50 clients is one hold', async () => {
  const userId = await userWith(db, 100)
  const outcomes = await times(50, () => reserveFrom(pool, userId, 'op', 2))
  expect(count(outcomes, 'held')).toBe(1)
  expect(count(outcomes, 'replayed')).toBe(49)
  expect(await readBalance(db, userId)).toMatchObject({ available: credits(98), held: credits(2) })
})

const chargeFrom = async (userId: string, operationKey: string, amount: number) => {
  const { rows } = await pool.query<{ outcome: string }>(
    `select outcome from credit_charge($1, $2, 'hash', $3)`,
    [userId, operationKey, credits(amount)],
  )
  return rows[0]?.outcome
}

test('50 charges at once with credits for 13 charge exactly 13', async () => {
  const userId = await userWith(db, 13)
  const outcomes = await times(50, (index) => chargeFrom(userId, `op-${index}`, 1))
  expect(count(outcomes, 'charged')).toBe(13)
  expect(count(outcomes, 'insufficient')).toBe(37)
  expect(await readBalance(db, userId)).toMatchObject({ available: 0, held: 0, debt: 0 })
  expect(await audit(db, { userId })).toEqual([])
})

test('one key charged from 50 clients is one charge', async () => {
  const userId = await userWith(db, 100)
  const outcomes = await times(50, () => chargeFrom(userId, 'op', 2))
  expect(count(outcomes, 'charged')).toBe(1)
  expect(count(outcomes, 'replayed')).toBe(49)
  expect(await readBalance(db, userId)).toMatchObject({ available: credits(98), held: 0 })
  expect(await audit(db, { userId })).toEqual([])
})

test('a key that is charged and reserved at once, by mistake, moves money once', async () => {
  const userId = await userWith(db, 100)
  const outcomes = await times(50, (index) =>
    index % 2 === 0 ? chargeFrom(userId, 'op', 2) : reserveFrom(pool, userId, 'op', 2),
  )
  expect(count(outcomes, 'charged')).toBe(1)
  // A reservation that came first is given back: its settlement finds the key taken.
  await pool.query(`select credit_sweep(100, now() + interval '2 minutes')`)
  expect(await readBalance(db, userId)).toMatchObject({ available: credits(98), held: 0, debt: 0 })
  expect(await db.creditEntry.count({ where: { userId, kind: 'burn' } })).toBe(1)
  expect(await audit(db, { userId })).toEqual([])
})

test('one hold settled from 50 clients is burned once', async () => {
  const userId = await userWith(db, 100)
  await reserveFrom(pool, userId, 'op', 10)
  const outcomes = await times(50, () => settleFrom(pool, userId, 'op', 7))
  expect(count(outcomes, 'settled')).toBe(1)
  expect(await readBalance(db, userId)).toMatchObject({ available: credits(93), held: 0 })
  expect(await audit(db, { userId })).toEqual([])
})

test('40 turns at once over three small buckets leave a gapless statement', async () => {
  const userId = await userWith(db, 30)
  for (const sourceKey of ['second', 'third'])
    await pool.query(
      `select credit_grant($1, 'promo', $2, $3, now() + interval '1 day', null, 'Promo', null, null)`,
      [userId, sourceKey, credits(30)],
    )
  await times(40, async (index) => {
    const operationKey = `op-${index}`
    if ((await reserveFrom(pool, userId, operationKey, 2)) === 'held')
      await settleFrom(pool, userId, operationKey, index % 3)
  })
  // 0…39: thirteen full rounds of 0, 1 and 2, and a last one of 0.
  const spent = 13 * (0 + 1 + 2)
  expect(await readBalance(db, userId)).toMatchObject({ available: credits(90 - spent), held: 0 })
  expect(await audit(db, { userId })).toEqual([])
})

test('the first requests of a new month grant it once', async () => {
  const { id: userId } = await createUser(db)
  const anchor = new Date(Date.now() - 40 * 86_400_000)
  // Taken at the anchor, so that a month is due when the crowd arrives.
  await setAllowance(db, {
    userId,
    sourceKey: 'free',
    amount: credits(20),
    anchor,
    rolloverCap: microCredits(0),
    reason: 'Free plan',
    at: anchor,
  })
  const outcomes = await times(30, (index) => reserveFrom(pool, userId, `op-${index}`, 1))
  expect(count(outcomes, 'held')).toBe(20)
  expect(await db.creditGrant.count({ where: { userId } })).toBe(2)
  expect(await audit(db, { userId })).toEqual([])
})

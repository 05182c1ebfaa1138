import { beforeAll, expect, test } from 'vitest'
import { audit, credits, readBalance, reverse } from '@/lib/credits'
import { userWith } from '@/tests/support/credits'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
let db: TestDatabase['db']

beforeAll(async () => {
  database = await testDatabase()
  db = database.db
})

/** devkit 3537: a refund's event names the sum of all refunds so far; each time the whole sum was taken again. */
test('cumulative refunds take each part once, however often they are told', async () => {
  const userId = await userWith(db, 100)
  const told = [
    { inAll: 30, left: 70 },
    { inAll: 30, left: 70 },
    { inAll: 50, left: 50 },
    { inAll: 100, left: 0 },
    { inAll: 100, left: 0 },
  ]
  for (const { inAll, left } of told) {
    await reverse(db, { userId, sourceKey: 'first', target: credits(inAll) })
    expect(await readBalance(db, userId)).toMatchObject({ available: credits(left), debt: 0 })
  }
  expect(await audit(db, { userId })).toEqual([])
})

test('ten deliveries at once are one claw-back', async () => {
  const userId = await userWith(db, 100)
  const connections = database.pool(10)
  const target = credits(40)
  const answers = await Promise.all(
    Array.from({ length: 10 }, () =>
      connections.query<{ outcome: string }>(
        `select outcome from credit_reverse($1, 'first', $2)`,
        [userId, target],
      ),
    ),
  )
  const outcomes = answers.map(({ rows }) => rows[0]?.outcome)
  expect(outcomes.toSorted()).toEqual(['reversed', ...Array<string>(9).fill('unchanged')])
  expect(await readBalance(db, userId)).toMatchObject({ available: credits(60), debt: 0 })
  expect(await audit(db, { userId })).toEqual([])
})

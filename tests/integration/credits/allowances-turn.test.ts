import type { Pool } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { credits, readBalance } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { count } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'
import {
  allow,
  instant,
  look,
  monthsOf,
  newUser,
  problemsOf,
  spend,
} from '@/tests/support/month-world'
import { dayMicros, micros, monthsAfter, type Moment } from '@/tests/support/months'

/** Many requests at the same instant at which a month begins. */
let db: PrismaClient
let pool: Pool

const connections = 50

beforeAll(async () => {
  const database = await testDatabase()
  db = database.db
  pool = database.pool(connections)
  // All of them open, so that the rush below is one.
  await Promise.all(Array.from({ length: connections }, () => pool.query('select pg_sleep(0.05)')))
})

const anchor: Moment = { year: 2028, month: 0, day: 31, time: 0n }
const turn = micros(monthsAfter(anchor, 1))

async function hold(userId: string, key: string, at: bigint | null): Promise<string | undefined> {
  const { rows } = await pool.query<{ outcome: string }>(
    `select outcome from credit_reserve($1, $2, 'hash', $3, 60, $4)`,
    [userId, key, credits(1), at === null ? null : instant(at)],
  )
  return rows[0]?.outcome
}

/** As many requests of every kind as there are connections, at once. Answers the outcomes of those that want a credit. */
async function rush(userId: string, at: bigint | null): Promise<(string | undefined)[]> {
  const outcomes = await Promise.all(
    Array.from({ length: connections }, async (_, index) => {
      if (index % 4 === 0) return spend(pool, userId, `charge ${index}`, 1, at)
      if (index % 4 === 1) return hold(userId, `hold ${index}`, at)
      if (index % 4 === 2 && at !== null) await look(pool, userId, at)
      else await readBalance(db, userId, at === null ? undefined : new Date(Number(at / 1000n)))
      return 'looked'
    }),
  )
  return outcomes.filter((outcome) => outcome !== 'looked')
}

describe('at the turn of the month', () => {
  test('the month is granted once, last month’s credits are gone, and exactly what there is is spent', async () => {
    const userId = await newUser(db)
    await allow(pool, userId, { anchor: micros(anchor), amount: 5 })
    const outcomes = await rush(userId, turn)
    expect(count(outcomes, 'charged') + count(outcomes, 'held')).toBe(5)
    expect(count(outcomes, 'insufficient')).toBe(outcomes.length - 5)
    expect((await monthsOf(pool, userId)).map(({ key }) => key)).toEqual(['free/0', 'free/1'])
    expect(await look(pool, userId, turn)).toBe(0)
    expect(await problemsOf(pool, userId)).toEqual([])
  })

  test('two rights whose months begin together are granted once each', async () => {
    const userId = await newUser(db)
    await allow(pool, userId, { anchor: micros(anchor), amount: 5 })
    const year = micros(monthsAfter(anchor, 12))
    await allow(pool, userId, { sourceKey: 'line', anchor: micros(anchor), amount: 7, until: year })
    await rush(userId, turn)
    expect((await monthsOf(pool, userId)).map(({ key }) => key)).toEqual([
      'free/0',
      'line/0',
      'free/1',
      'line/1',
    ])
    expect(await problemsOf(pool, userId)).toEqual([])
  })

  test('a renewal that is set from every connection gives one month', async () => {
    const userId = await newUser(db)
    await allow(pool, userId, { sourceKey: 'line:1', anchor: micros(anchor), until: turn })
    const right = { sourceKey: 'line:2', anchor: turn, until: micros(monthsAfter(anchor, 2)) }
    await Promise.all([
      ...Array.from({ length: connections }, () => allow(pool, userId, right)),
      rush(userId, turn),
    ])
    expect((await monthsOf(pool, userId)).map(({ key }) => key)).toEqual(['line:1/0', 'line:2/0'])
    expect(await problemsOf(pool, userId)).toEqual([])
  })

  test('by the database’s own clock, after months of absence', async () => {
    const userId = await newUser(db)
    const now = BigInt(Date.now()) * 1000n
    await allow(pool, userId, { anchor: now - 100n * dayMicros, amount: 5 })
    const outcomes = await rush(userId, null)
    expect(count(outcomes, 'charged') + count(outcomes, 'held')).toBe(5)
    expect((await monthsOf(pool, userId)).map(({ key }) => key)).toEqual(['free/0', 'free/3'])
    expect(await problemsOf(pool, userId)).toEqual([])
  })

  test('twelve turns in a row', async () => {
    const userId = await newUser(db)
    await allow(pool, userId, { anchor: micros(anchor), amount: 5 })
    for (let n = 1; n <= 12; n += 1)
      await Promise.all(
        Array.from({ length: connections }, () =>
          look(pool, userId, micros(monthsAfter(anchor, n))),
        ),
      )
    expect(await monthsOf(pool, userId)).toHaveLength(13)
    expect(await look(pool, userId, micros(monthsAfter(anchor, 12)))).toBe(credits(5))
    expect(await problemsOf(pool, userId)).toEqual([])
  })
})

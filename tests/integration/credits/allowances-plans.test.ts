import * as fc from 'fast-check'
import type { Pool } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { credits } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import {
  allow,
  instant,
  look,
  monthsOf,
  newUser,
  pause,
  problemsOf,
  spend,
} from '@/tests/support/month-world'
import { dayMicros, micros, monthsAfter, type Moment } from '@/tests/support/months'

/** Rollover over many months, rights that rest and run again, and the way from Free to Pro and back. */
let db: PrismaClient
let pool: Pool

beforeAll(async () => {
  const database = await testDatabase()
  db = database.db
  pool = database.pool(1)
})

const runs = Number(process.env.LEDGER_RUNS ?? 15)
const anchor: Moment = { year: 2027, month: 0, day: 31, time: 0n }
const start = (n: number) => micros(monthsAfter(anchor, n))

async function charged(userId: string, key: string, amount: number, at: bigint): Promise<void> {
  const outcome = await spend(pool, userId, key, amount, at)
  if (outcome !== 'charged') throw new Error(`${key} at ${instant(at)}: ${outcome}`)
}

describe('what goes over', () => {
  test(
    'is never more than the cap, however the months before were spent',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            amount: fc.integer({ min: 1, max: 50 }),
            cap: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 120 })),
            spending: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 4, maxLength: 9 }),
          }),
          async ({ amount, cap, spending }) => {
            const userId = await newUser(db)
            await allow(pool, userId, { anchor: start(0), amount, cap })
            let left = amount
            for (const [n, percent] of spending.entries()) {
              const spent = Math.floor((left * percent) / 100)
              if (spent > 0) await charged(userId, `op ${n}`, spent, start(n) + dayMicros)
              expect(await look(pool, userId, start(n + 1) - 1n)).toBe(credits(left - spent))
              left = amount + Math.min(left - spent, cap)
              expect(await look(pool, userId, start(n + 1))).toBe(credits(left))
            }
            expect(await problemsOf(pool, userId)).toEqual([])
          },
        ),
        { numRuns: runs },
      )
    },
  )

  test('comes from a month that was skipped no more than from one that was seen', async () => {
    const userId = await newUser(db)
    await allow(pool, userId, { anchor: start(0), amount: 100, cap: 1000 })
    // Three months unseen: the first one's credits ended a day after it, nothing else was granted.
    expect(await look(pool, userId, start(3) + dayMicros)).toBe(credits(100))
    expect(await look(pool, userId, start(4))).toBe(credits(200))
    expect(await problemsOf(pool, userId)).toEqual([])
  })

  test('never touches a top-up', async () => {
    const userId = await newUser(db)
    await allow(pool, userId, { anchor: start(0), amount: 10, cap: 5 })
    await pool.query(
      `select credit_grant($1, 'topup', 'pi_1', $2, null, null, 'Top-up', null, null, $3)`,
      [userId, credits(250), instant(start(0))],
    )
    for (let n = 1; n <= 6; n += 1) expect(await look(pool, userId, start(n))).toBe(credits(265))
    expect(await problemsOf(pool, userId)).toEqual([])
  })
})

describe('a right that rests', () => {
  const minute = 60_000_000n

  test('gives a month that ran while it rested only once it runs again, and once', async () => {
    const userId = await newUser(db)
    await allow(pool, userId, { anchor: start(0) })
    await pause(pool, userId, true, start(0) + dayMicros)
    expect(await look(pool, userId, start(1))).toBe(credits(100)) // its day of grace: nothing came after it
    expect(await look(pool, userId, start(1) + dayMicros)).toBe(0)
    for (let round = 0; round < 20; round += 1) {
      await pause(pool, userId, false, start(1) + 2n * dayMicros + BigInt(round) * minute)
      await pause(pool, userId, true, start(1) + 2n * dayMicros + BigInt(round) * minute + 1n)
    }
    expect((await monthsOf(pool, userId)).map(({ key }) => key)).toEqual(['free/0', 'free/1'])
    expect(await look(pool, userId, start(1) + 3n * dayMicros)).toBe(credits(100))
    expect(await problemsOf(pool, userId)).toEqual([])
  })

  const steps = fc.array(
    fc.record({
      does: fc.constantFrom('pause', 'resume', 'look', 'spend'),
      month: fc.nat(5),
      // Around each turn to the microsecond, or anywhere.
      off: fc.oneof(
        fc.constantFrom(-1n, 0n, 1n, dayMicros - 1n, dayMicros),
        fc.bigInt({ min: 0n, max: 27n * dayMicros }),
      ),
    }),
    { maxLength: 40 },
  )

  test('never gives more than one that never rested', { timeout: 180_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(0, 30, 250), async (drawn, cap) => {
        const timeline = drawn
          .map((step) => ({ ...step, at: start(step.month) + step.off }))
          .filter(({ at }) => at >= start(0))
          .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
        const [loop, steady] = [await newUser(db), await newUser(db)]
        for (const userId of [loop, steady]) await allow(pool, userId, { anchor: start(0), cap })
        let spent = 0
        for (const [index, { does, at }] of timeline.entries()) {
          if (does === 'pause' || does === 'resume') await pause(pool, loop, does === 'pause', at)
          const before = await look(pool, steady, at)
          const have = await look(pool, loop, at)
          // A day of grace is the most that resting can add: no month takes its place there.
          expect(have).toBeLessThanOrEqual(Math.max(before, credits(100)))
          if (does === 'spend' && have >= credits(10)) {
            await charged(loop, `op ${index}`, 10, at)
            await charged(steady, `op ${index}`, 10, at)
            spent += 10
          }
        }
        const keys = async (userId: string) => (await monthsOf(pool, userId)).map(({ key }) => key)
        const [got, most] = [await keys(loop), await keys(steady)]
        expect(got.filter((key) => !most.includes(key))).toEqual([])
        expect(spent).toBeLessThanOrEqual(most.length * 100)
        for (const userId of [loop, steady]) expect(await problemsOf(pool, userId)).toEqual([])
      }),
      { numRuns: runs },
    )
  })
})

describe('Free → Pro → Free', () => {
  const pro = (n: number, from: bigint, until: bigint, at = from) =>
    ({ sourceKey: `invoice_line:${n}`, amount: 1000, anchor: from, until, at }) as const

  test('month by month: Free rests while Pro is paid, and returns in its own rhythm', async () => {
    const userId = await newUser(db)
    await allow(pool, userId, { anchor: start(0) })
    // Pro from the 10th of February, for three months.
    const bought: Moment = { year: 2027, month: 1, day: 10, time: 0n }
    const turn = (n: number) => micros(monthsAfter(bought, n))
    expect(await look(pool, userId, turn(0))).toBe(credits(100))
    await pause(pool, userId, true, turn(0))
    await allow(pool, userId, pro(0, turn(0), turn(1)))
    expect(await look(pool, userId, turn(0))).toBe(credits(1100)) // Free's month was given and stays
    expect(await look(pool, userId, start(1) + dayMicros)).toBe(credits(1000))
    for (const n of [1, 2]) {
      await allow(pool, userId, pro(n, turn(n), turn(n + 1)))
      expect(await look(pool, userId, turn(n))).toBe(credits(1000))
    }
    // It ends on 10 May; Free's month from 30 April is running.
    await pause(pool, userId, false, turn(3))
    expect(await look(pool, userId, turn(3) + dayMicros)).toBe(credits(100))
    expect(await look(pool, userId, start(4) - 1n)).toBe(credits(100))
    expect(await look(pool, userId, start(4))).toBe(credits(100))
    expect((await monthsOf(pool, userId)).map(({ key }) => key)).toEqual([
      'free/0',
      'invoice_line:0/0',
      'invoice_line:1/0',
      'invoice_line:2/0',
      'free/3',
      'free/4',
    ])
    expect(await problemsOf(pool, userId)).toEqual([])
  })

  test('a year of Pro gives its twelve months while Free rests', async () => {
    const userId = await newUser(db)
    await allow(pool, userId, { anchor: start(0) })
    await pause(pool, userId, true, start(1) - 1n)
    await allow(pool, userId, pro(0, start(1), start(13)))
    for (let n = 1; n <= 12; n += 1)
      expect(await look(pool, userId, start(n) + dayMicros)).toBe(credits(1000))
    await pause(pool, userId, false, start(13))
    expect(await look(pool, userId, start(13) + dayMicros)).toBe(credits(100))
    const keys = (await monthsOf(pool, userId)).map(({ key }) => key)
    expect(keys.filter((key) => key.startsWith('invoice_line'))).toHaveLength(12)
    expect(keys.filter((key) => key.startsWith('free'))).toEqual(['free/0', 'free/13'])
    expect(await problemsOf(pool, userId)).toEqual([])
  })

  test('there and back many times within a month gives what was paid for and Free once', async () => {
    const userId = await newUser(db)
    await allow(pool, userId, { anchor: start(0), amount: 100 })
    for (let round = 0; round < 10; round += 1) {
      const at = start(0) + BigInt(round + 1) * dayMicros
      await pause(pool, userId, true, at)
      await allow(pool, userId, pro(round, at, micros(monthsAfter(anchor, 1)) + dayMicros))
      await pause(pool, userId, false, at + dayMicros / 2n)
    }
    const keys = (await monthsOf(pool, userId)).map(({ key }) => key)
    expect(keys.filter((key) => key.startsWith('free'))).toEqual(['free/0'])
    expect(keys).toHaveLength(11)
    expect(await problemsOf(pool, userId)).toEqual([])
  })
})

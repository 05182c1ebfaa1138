import * as fc from 'fast-check'
import type { Pool } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { credits } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { allow, instant, look, monthsOf, newUser, problemsOf } from '@/tests/support/month-world'
import {
  dayMicros,
  daysIn,
  micros,
  monthsAfter,
  timestamp,
  type Moment,
} from '@/tests/support/months'

/** When months begin, against a calendar of our own, to the microsecond and wherever the session stands. */
let db: PrismaClient
let pool: Pool

beforeAll(async () => {
  const database = await testDatabase()
  db = database.db
  pool = database.pool(1)
})

const midnight = 0n
const lastMicro = dayMicros - 1n
const runs = Number(process.env.LEDGER_RUNS ?? 15)

/** Zones that are half a day off, change their clocks on different days, or skipped one. */
const zones = [
  'UTC',
  'Pacific/Auckland',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'America/St_Johns',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
]

const moments: fc.Arbitrary<Moment> = fc
  .record({
    year: fc.integer({ min: 2024, max: 2100 }),
    month: fc.nat(11),
    day: fc.oneof(fc.integer({ min: 28, max: 31 }), fc.integer({ min: 1, max: 31 })),
    time: fc.oneof(
      fc.constantFrom(midnight, lastMicro, 1n),
      fc.bigInt({ min: 0n, max: lastMicro }),
    ),
  })
  .map((moment) => ({ ...moment, day: Math.min(moment.day, daysIn(moment.year, moment.month)) }))

const start = (anchor: Moment, n: number) => micros(monthsAfter(anchor, n))

test('our calendar and the database’s agree on what an instant is', async () => {
  await fc.assert(
    fc.asyncProperty(moments, async (moment) => {
      const { rows } = await pool.query<{ same: boolean; micros: string }>(
        `select $1::timestamptz = $2::timestamptz as same,
           (extract(epoch from $1::timestamptz) * 1000000)::bigint as micros`,
        [timestamp(moment), instant(micros(moment))],
      )
      expect(rows).toEqual([{ same: true, micros: String(micros(moment)) }])
    }),
    { numRuns: 200 },
  )
})

/** Follows a right month by month, a microsecond before and at each beginning. */
async function follow(anchor: Moment, months: number): Promise<number> {
  const userId = await newUser(db)
  await allow(pool, userId, { anchor: micros(anchor) })
  for (let n = 1; n <= months; n += 1) {
    await look(pool, userId, start(anchor, n) - 1n)
    expect(await monthsOf(pool, userId)).toHaveLength(n)
    expect(await look(pool, userId, start(anchor, n))).toBe(credits(100))
    expect(await monthsOf(pool, userId)).toHaveLength(n + 1)
  }
  const granted = await monthsOf(pool, userId)
  expect(granted.map(({ key, at }) => [key, at])).toEqual(
    granted.map((_, n) => [`free/${n}`, start(anchor, n)]),
  )
  // The last lasts a day past its month; those before ended when the next one's credits arrived.
  expect(granted.map(({ expires }) => expires)).toEqual(
    granted.map((_, n) => start(anchor, n + 1) + (n === months ? dayMicros : 0n)),
  )
  expect(await problemsOf(pool, userId)).toEqual([])
  return granted.length
}

describe('months begin exactly on the anchor’s day and time, or on the last day of a month too short', () => {
  test.each([
    [2027, 0, 29, midnight],
    [2027, 0, 30, midnight],
    [2027, 0, 31, midnight],
    [2027, 0, 31, lastMicro],
    [2028, 0, 29, lastMicro], // 2028 is a leap year
    [2028, 0, 30, midnight],
    [2028, 0, 31, lastMicro],
    [2028, 1, 29, midnight],
    [2028, 1, 29, lastMicro],
    [2027, 11, 31, midnight], // over the end of the year
    [2027, 11, 31, lastMicro],
    [2099, 10, 30, midnight], // 2100 is none
  ])('%i, month %i, day %i, %i µs', async (year, month, day, time) => {
    expect(await follow({ year, month, day, time }, 14)).toBe(15)
  })

  test('from any instant, in any session’s time zone', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(moments, fc.constantFrom(...zones), async (anchor, zone) => {
        await pool.query(`set time zone '${zone}'`)
        expect(await follow(anchor, 13)).toBe(14)
      }),
      {
        numRuns: runs,
        // Their clocks change in the day after the last month's end.
        examples: [
          [{ year: 2038, month: 0, day: 13, time: midnight }, 'America/New_York'],
          [{ year: 2026, month: 2, day: 28, time: lastMicro }, 'Europe/Berlin'],
        ],
      },
    )
    await pool.query('reset time zone')
  })
})

describe('what is paid for gives its months and no more', () => {
  /** Looks at every turn and between, and long after the end. */
  async function count(anchor: Moment, until: bigint, months: number): Promise<number> {
    const userId = await newUser(db)
    const sourceKey = 'invoice_line:il_1'
    await allow(pool, userId, { sourceKey, anchor: micros(anchor), until })
    for (let n = 1; n <= months + 1; n += 1)
      for (const at of [start(anchor, n) - 1n, start(anchor, n), start(anchor, n) + 5n * dayMicros])
        await look(pool, userId, at)
    const granted = await monthsOf(pool, userId)
    expect(granted.map(({ key }) => key)).toEqual(
      Array.from({ length: months }, (_, n) => `${sourceKey}/${n}`),
    )
    // A renewal may be late by a day; after that nothing of it is left.
    expect(granted.at(-1)?.expires).toBe(until + dayMicros)
    expect(await look(pool, userId, until + dayMicros)).toBe(0)
    expect(await look(pool, userId, until + 400n * dayMicros)).toBe(0)
    expect(await problemsOf(pool, userId)).toEqual([])
    return (await monthsOf(pool, userId)).length
  }

  test('a year from any instant: twelve', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(moments, async (anchor) => {
        expect(await count(anchor, start(anchor, 12), 12)).toBe(12)
      }),
      { numRuns: runs },
    )
  })

  test('each renewal of a monthly plan: one', { timeout: 120_000 }, async () => {
    // Stripe's periods follow the first anchor, so a renewal in February begins on the 28th and ends on 31 March.
    await fc.assert(
      fc.asyncProperty(moments, fc.integer({ min: 0, max: 13 }), async (first, renewal) => {
        const [from, until] = [monthsAfter(first, renewal), start(first, renewal + 1)]
        expect(await count(from, until, 1)).toBe(1)
      }),
      { numRuns: runs },
    )
  })

  test('a year of renewals keeps the plan’s credits without a gap', async () => {
    const first: Moment = { year: 2027, month: 9, day: 31, time: lastMicro }
    const userId = await newUser(db)
    for (let n = 0; n < 14; n += 1) {
      const [from, until] = [start(first, n), start(first, n + 1)]
      // The invoice is paid an hour after the period began.
      const at = from + 3_600_000_000n
      expect(await look(pool, userId, at - 1n)).toBe(n === 0 ? Number.NaN : credits(100))
      await allow(pool, userId, { sourceKey: `invoice_line:${n}`, anchor: from, until, at })
      expect(await look(pool, userId, at)).toBe(credits(100))
      expect(await look(pool, userId, until - 1n)).toBe(credits(100))
    }
    expect(await monthsOf(pool, userId)).toHaveLength(14)
    expect(await problemsOf(pool, userId)).toEqual([])
  })
})

test(
  'months nobody looked in on are skipped, whoever looks when',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        moments,
        fc.array(fc.tuple(fc.nat(30), fc.constantFrom(-1n, 0n, 1n, 5n * dayMicros)), {
          maxLength: 12,
        }),
        async (anchor, looks) => {
          const userId = await newUser(db)
          await allow(pool, userId, { anchor: micros(anchor) })
          const running = (at: bigint) => {
            let n = 0
            while (start(anchor, n + 1) <= at) n += 1
            return n
          }
          const seen = new Set([0])
          const instants = looks
            .map(([n, off]) => start(anchor, n) + off)
            .filter((at) => at >= micros(anchor))
            .toSorted((a, b) => (a < b ? -1 : 1))
          for (const at of instants) {
            expect(await look(pool, userId, at)).toBe(credits(100))
            seen.add(running(at))
          }
          const granted = await monthsOf(pool, userId)
          expect(granted.map(({ key }) => key)).toEqual([...seen].map((n) => `free/${n}`))
          expect(await problemsOf(pool, userId)).toEqual([])
        },
      ),
      { numRuns: runs },
    )
  },
)

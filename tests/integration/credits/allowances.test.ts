import { beforeAll, describe, expect, test } from 'vitest'
import {
  audit,
  credits,
  microCredits,
  pauseAllowance,
  readBalance,
  release,
  reserve,
  resumeAllowance,
  roll,
  setAllowance,
  settle,
} from '@/lib/credits'
import { lastsUntil } from '@/lib/credits/lasts-until'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

let db: PrismaClient

beforeAll(async () => {
  ;({ db } = await testDatabase())
})

const day = 86_400_000
const date = (text: string) => new Date(text.includes('T') ? text : `${text}T00:00:00Z`)

type Options = { sourceKey?: string; amount?: number; cap?: number; until?: string; at?: string }

async function allow(userId: string, anchor: string, options: Options = {}) {
  const { sourceKey = 'free', amount = 100, cap = 0, until, at = anchor } = options
  return setAllowance(db, {
    userId,
    sourceKey,
    amount: credits(amount),
    anchor: date(anchor),
    until: until === undefined ? null : date(until),
    rolloverCap: credits(cap),
    reason: 'Plan',
    at: date(at),
  })
}

const newUser = async () => (await createUser(db)).id

/** The instants at which months begin, found by asking a millisecond before and at each. */
async function grantsOf(userId: string) {
  const grants = await db.creditGrant.findMany({ where: { userId }, orderBy: { id: 'asc' } })
  return grants.map((grant) => [grant.sourceKey, grant.createdAt.toISOString()])
}

describe('months begin on the anchor’s day, or the last day of a month too short', () => {
  const cases: [string, string[]][] = [
    ['2027-01-31', ['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']],
    ['2028-01-31', ['2028-02-29', '2028-03-31', '2028-04-30', '2028-05-31']],
    ['2027-01-29', ['2027-02-28', '2027-03-29', '2027-04-29', '2027-05-29']],
    ['2028-01-30', ['2028-02-29', '2028-03-30', '2028-04-30', '2028-05-30']],
    ['2028-02-29', ['2028-03-29', '2028-04-29', '2028-05-29', '2028-06-29']],
    ['2027-10-31T23:59:59.999Z', ['2027-11-30T23:59:59.999Z', '2027-12-31T23:59:59.999Z']],
    ['2027-03-14T02:30:00Z', ['2027-04-14T02:30:00Z', '2027-05-14T02:30:00Z']],
    ['2027-12-15', ['2028-01-15', '2028-02-15', '2028-03-15']],
  ]
  test.each(cases)('%s', async (anchor, starts) => {
    const userId = await newUser()
    await allow(userId, anchor)
    const expected = [['free/0', date(anchor).toISOString()]]
    for (const [index, start] of starts.entries()) {
      await roll(db, { userId, at: new Date(date(start).getTime() - 1) })
      expect(await grantsOf(userId)).toEqual(expected)
      await roll(db, { userId, at: date(start) })
      await roll(db, { userId, at: date(start) })
      expected.push([`free/${index + 1}`, date(start).toISOString()])
      expect(await grantsOf(userId)).toEqual(expected)
    }
    expect(await audit(db, { userId })).toEqual([])
  })
})

describe('a paid month or year gives one or twelve', () => {
  const cases: [string, string, number][] = [
    ['2027-01-31', '2027-02-28', 1],
    ['2027-02-28', '2027-03-31', 1], // Stripe’s month between two ends of month
    ['2027-04-30', '2027-05-31', 1],
    ['2028-02-29', '2028-03-31', 1],
    ['2027-01-31', '2028-01-31', 12],
    ['2028-02-29', '2029-02-28', 12],
    ['2027-02-28', '2028-02-29', 12],
    ['2027-11-20', '2027-12-01', 1], // the rest of a month, after an upgrade
  ]
  test.each(cases)('%s to %s: %i', async (anchor, until, months) => {
    const userId = await newUser()
    await allow(userId, anchor, { until, sourceKey: 'invoice_line:il_1' })
    for (let at = date(anchor).getTime(); at <= date(until).getTime() + 2 * day; at += day)
      await roll(db, { userId, at: new Date(at) })
    expect(await grantsOf(userId)).toHaveLength(months)
    expect(await readBalance(db, userId, new Date(date(until).getTime() + day))).toMatchObject({
      available: 0,
    })
  })
})

test('months that passed unseen are not granted afterwards', async () => {
  const userId = await newUser()
  await allow(userId, '2027-01-10')
  const balance = await readBalance(db, userId, date('2027-06-20'))
  expect(balance.available).toBe(credits(100))
  expect(await grantsOf(userId)).toEqual([
    ['free/0', date('2027-01-10').toISOString()],
    ['free/5', date('2027-06-20').toISOString()],
  ])
})

test('a late invoice finds last month’s credits for a day, and takes their place when it comes', async () => {
  const userId = await newUser()
  await allow(userId, '2027-01-10', { sourceKey: 'invoice_line:1', until: '2027-02-10' })
  const late = date('2027-02-10T23:00:00Z')
  expect((await readBalance(db, userId, late)).available).toBe(credits(100))
  await allow(userId, '2027-02-10', {
    sourceKey: 'invoice_line:2',
    until: '2027-03-10',
    at: '2027-02-10T23:00:00Z',
  })
  expect((await readBalance(db, userId, late)).available).toBe(credits(100))
  const gone = await readBalance(db, userId, date('2027-03-11'))
  expect(gone.available).toBe(0)
  expect(await audit(db, { userId })).toEqual([])
})

test('what is unspent goes over up to the cap, month after month', async () => {
  const userId = await newUser()
  await allow(userId, '2027-01-10', { amount: 100, cap: 150 })
  const at = (text: string) => readBalance(db, userId, date(text))
  expect((await at('2027-02-10')).available).toBe(credits(200))
  expect((await at('2027-03-10')).available).toBe(credits(250))
  const april = await at('2027-04-10')
  expect(april.available).toBe(credits(250))
  expect(april.buckets.every((bucket) => bucket.expiresAt === '2027-05-11T00:00:00.000Z')).toBe(
    true,
  )
  expect(april.buckets.map(lastsUntil)).toEqual(
    april.buckets.map(() => date('2027-05-10').toISOString()),
  )
  expect(await audit(db, { userId })).toEqual([])
})

test('the outcome does not depend on who looked when', async () => {
  const [lazy, eager] = [await newUser(), await newUser()]
  for (const userId of [lazy, eager]) await allow(userId, '2027-01-10', { amount: 100, cap: 60 })
  for (let at = date('2027-01-10').getTime(); at < date('2027-02-12').getTime(); at += day / 4)
    await roll(db, { userId: eager, at: new Date(at) })
  const seen = await Promise.all(
    [lazy, eager].map(
      async (userId) => (await readBalance(db, userId, date('2027-02-12'))).available,
    ),
  )
  expect(seen).toEqual([credits(160), credits(160)])
})

test('buying a plan keeps the Free bucket until its own end; Free rests while the plan runs', async () => {
  const userId = await newUser()
  await allow(userId, '2027-01-01')
  await pauseAllowance(db, { userId, sourceKey: 'free', at: date('2027-01-15') })
  await allow(userId, '2027-01-15', {
    sourceKey: 'invoice_line:1',
    amount: 1000,
    until: '2027-02-15',
  })
  expect((await readBalance(db, userId, date('2027-01-20'))).available).toBe(credits(1100))
  expect((await readBalance(db, userId, date('2027-02-02'))).available).toBe(credits(1000))
  await resumeAllowance(db, { userId, sourceKey: 'free', at: date('2027-02-15') })
  // Free's month that began on 1 February arrives, beside the paid credits' day of grace.
  expect((await readBalance(db, userId, date('2027-02-15'))).available).toBe(credits(1100))
  expect((await readBalance(db, userId, date('2027-02-16'))).available).toBe(credits(100))
  await resumeAllowance(db, { userId, sourceKey: 'free', at: date('2027-02-17') })
  expect((await readBalance(db, userId, date('2027-02-17'))).available).toBe(credits(100))
  expect(await audit(db, { userId })).toEqual([])
})

describe('a hold over the turn of the month', () => {
  const start = async (cap: number) => {
    const userId = await newUser()
    await allow(userId, '2027-01-10', { amount: 100, cap })
    await reserve(db, {
      userId,
      operationKey: 'op',
      requestHash: '',
      amount: credits(40),
      ttlSeconds: 600,
      at: new Date(date('2027-02-10').getTime() - 1),
    })
    return userId
  }

  test('keeps last month’s credits for itself alone', async () => {
    const userId = await start(0)
    const at = date('2027-02-10')
    expect(await readBalance(db, userId, at)).toMatchObject({
      available: credits(100),
      held: credits(40),
    })
    const { balance } = await settle(db, { userId, operationKey: 'op', actual: credits(30), at })
    expect(balance).toMatchObject({ available: credits(100), held: 0 })
    expect(await audit(db, { userId })).toEqual([])
  })

  test('and leaves no more than the cap when it is released', async () => {
    const userId = await start(70)
    const at = date('2027-02-10')
    await roll(db, { userId, at })
    const { balance } = await release(db, { userId, operationKey: 'op', at })
    expect(balance).toMatchObject({ available: credits(170), held: microCredits(0) })
    expect(await audit(db, { userId })).toEqual([])
  })
})

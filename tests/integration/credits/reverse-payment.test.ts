import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import {
  audit,
  charge,
  credits,
  grant,
  pauseAllowance,
  readBalance,
  reversePayment,
  setAllowance,
} from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

// What a payment bought is taken back in the proportion of the money: of a year, the months to come first.

let db: PrismaClient
beforeAll(async () => {
  ;({ db } = await testDatabase())
})

const start = new Date('2027-01-15T12:00:00Z')
const end = new Date('2028-01-15T12:00:00Z')
/** Noon of the n-th month's second day. */
const inMonth = (n: number) => new Date(Date.UTC(2027, n, 16, 12))

/** A year of 100 credits a month, paid by `in_1` and granted for its first month. */
async function yearly() {
  const { id: userId } = await createUser(db)
  await setAllowance(db, {
    userId,
    sourceKey: 'invoice_line:il_1',
    amount: credits(100),
    anchor: start,
    until: end,
    rolloverCap: credits(0),
    reason: 'Pro plan, yearly',
    paidBy: 'in_1',
    at: start,
  })
  const returned = (minor: number, at: Date, besides: ReadonlyMap<string, bigint> = new Map()) =>
    db.$transaction((tx) =>
      reversePayment(tx, {
        userId,
        paidBy: 'in_1',
        returned: BigInt(minor),
        of: 1_200n,
        besides,
        at,
      }),
    )
  const spend = (amount: number, at: Date) =>
    charge(db, {
      userId,
      operationKey: `spent ${at.getTime()}`,
      requestHash: '',
      amount: credits(amount),
      at,
    })
  const balance = (at: Date) => readBalance(db, userId, at)
  return { userId, returned, spend, balance }
}

test('half a year back: the months to come go, the running one stays', async () => {
  const { returned, balance, userId } = await yearly()
  expect(await returned(600, inMonth(0))).toEqual({
    bought: credits(1_200),
    taken: credits(600),
    moved: true,
  })
  expect((await balance(inMonth(0))).available).toBe(credits(100))
  expect((await balance(inMonth(5))).available).toBe(credits(100))
  expect((await balance(inMonth(6))).available).toBe(0)
  expect((await balance(inMonth(9))).available).toBe(0)
  expect(await audit(db, { userId })).toEqual([])
})

test('said again it moves nothing', async () => {
  const { returned } = await yearly()
  await returned(1_150, inMonth(0))
  expect(await returned(1_150, inMonth(0))).toMatchObject({ moved: false })
  expect(await returned(1_150, inMonth(1))).toMatchObject({ moved: false })
})

test('more than the months to come: the rest comes out of the running one, and what was spent is owed', async () => {
  const { returned, balance, spend } = await yearly()
  await spend(80, inMonth(0))
  await returned(1_150, inMonth(0))
  expect(await balance(inMonth(0))).toMatchObject({ available: 0, debt: credits(30) })
})

test('a month of which a part is asked back arrives without that part', async () => {
  const { returned, balance, userId } = await yearly()
  await returned(1_030, inMonth(0))
  expect((await balance(inMonth(1))).available).toBe(credits(70))
  expect((await balance(inMonth(2))).available).toBe(0)
  expect(await audit(db, { userId })).toEqual([])
  await returned(0, inMonth(2))
  expect((await balance(inMonth(2))).available).toBe(credits(100 + 30))
})

test('a refund that fails gives the months back from the one that runs', async () => {
  const { returned, balance, userId } = await yearly()
  await returned(1_200, inMonth(0))
  expect((await balance(inMonth(4))).available).toBe(0)
  await returned(0, inMonth(4))
  // The first month’s come back too, for thirty days: they had been taken while they ran.
  expect((await balance(inMonth(4))).available).toBe(credits(200))
  expect((await balance(inMonth(11))).available).toBe(credits(100))
  expect((await balance(new Date('2028-02-01T00:00:00Z'))).available).toBe(0)
  expect(await audit(db, { userId })).toEqual([])
})

test('months that passed unseen have nothing left to take, and older ones owe what was spent', async () => {
  const { returned, balance, spend } = await yearly()
  await spend(60, inMonth(0))
  // Nobody looked in from month 1 to 5.
  await returned(1_200, inMonth(6))
  expect(await balance(inMonth(6))).toMatchObject({ available: 0, debt: credits(60) })
})

test('a right that a change of plan has ended stays ended when a refund of it fails', async () => {
  const { returned, balance, userId } = await yearly()
  await pauseAllowance(db, { userId, sourceKey: 'invoice_line:il_1', at: inMonth(0) })
  await returned(1_200, inMonth(0))
  await returned(0, inMonth(0))
  expect((await balance(inMonth(0))).available).toBe(credits(100))
  expect((await balance(inMonth(1))).available).toBe(0)
})

test('what a change of plan had taken stays taken, and a refund takes of the rest', async () => {
  const { userId } = await yearly()
  await grant(db, {
    userId,
    kind: 'plan',
    sourceKey: 'invoice_line:il_2/change',
    amount: credits(100),
    reason: 'Change to Business',
    paidBy: 'in_2',
    at: start,
  })
  const returned = (minor: bigint) =>
    reversePayment(db, {
      userId,
      paidBy: 'in_2',
      returned: minor,
      of: 10n,
      besides: new Map([['invoice_line:il_2/change', BigInt(credits(30))]]),
      at: inMonth(0),
    })
  const reversed = async () => {
    const row = await db.creditGrant.findFirstOrThrow({ where: { userId, paidBy: 'in_2' } })
    return Number(row.reversed)
  }
  await returned(5n)
  expect(await reversed()).toBe(credits(80))
  await returned(10n)
  expect(await reversed()).toBe(credits(100))
  await returned(0n)
  expect(await reversed()).toBe(credits(30))
})

test('whatever was said before, the last word decides', async () => {
  const step = fc.record({
    minor: fc.integer({ min: 0, max: 1_200 }),
    spend: fc.integer({ min: 0, max: 40 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
      const [told, once] = [await yearly(), await yearly()]
      const last = steps.at(-1)?.minor ?? 0
      for (const [index, { minor, spend }] of steps.entries()) {
        const at = new Date(inMonth(0).getTime() + index)
        // Only what both can spend.
        const spent = Math.min(spend, Math.floor((await told.balance(at)).available / 1_000_000))
        if (spent > 0) {
          await told.spend(spent, at)
          await once.spend(spent, at)
        }
        await told.returned(minor, at)
      }
      await once.returned(last, inMonth(0))
      const net = async ({ balance }: typeof told, month: number) => {
        const { available, debt } = await balance(inMonth(month))
        return available - debt
      }
      // In the same month: later, what came back as a bucket of its own lasts longer than the month it came from.
      expect(await net(told, 0)).toBe(await net(once, 0))
      const withheld = async ({ userId }: typeof told) =>
        (await db.creditAllowance.findFirstOrThrow({ where: { userId } })).reversed
      expect(await withheld(told)).toBe(await withheld(once))
      expect(await audit(db, { userId: told.userId })).toEqual([])
    }),
    { numRuns: 25, seed: 31 },
  )
})

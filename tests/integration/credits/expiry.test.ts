import { beforeAll, expect, test } from 'vitest'
import {
  audit,
  credits,
  grant,
  readBalance,
  release,
  reserve,
  settle,
  statement,
  type GrantKind,
} from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

let db: PrismaClient

beforeAll(async () => {
  ;({ db } = await testDatabase())
})

const expiry = new Date('2027-05-01T12:00:00Z')
const at = (milliseconds: number) => new Date(expiry.getTime() + milliseconds)

async function give(userId: string, kind: GrantKind, amount: number, expiresAt: Date | null) {
  await grant(db, {
    userId,
    kind,
    sourceKey: `${kind}:${expiresAt?.toISOString()}`,
    amount: credits(amount),
    expiresAt,
    reason: kind,
    at: at(-1000),
  })
}

const hold = (userId: string, operationKey: string, amount: number, when: Date) =>
  reserve(db, {
    userId,
    operationKey,
    requestHash: '',
    amount: credits(amount),
    ttlSeconds: 600,
    at: when,
  })

const newUser = async () => (await createUser(db)).id

test('spendable to the last millisecond, and not at the instant', async () => {
  const userId = await newUser()
  await give(userId, 'promo', 10, expiry)
  expect(await hold(userId, 'before', 1, at(-1))).toMatchObject({ outcome: 'held' })
  expect(await hold(userId, 'at', 1, at(0))).toMatchObject({
    outcome: 'insufficient',
    balance: { available: 0, held: credits(1) },
  })
  expect(await audit(db, { userId })).toEqual([])
})

test('a hold taken before spends what it holds, and what it leaves is gone at once', async () => {
  const userId = await newUser()
  await give(userId, 'promo', 10, expiry)
  await hold(userId, 'op', 8, at(-1))
  expect(await readBalance(db, userId, at(1))).toMatchObject({ available: 0, held: credits(8) })
  const { balance } = await settle(db, {
    userId,
    operationKey: 'op',
    actual: credits(5),
    at: at(60_000),
  })
  expect(balance).toMatchObject({ available: 0, held: 0 })
  const { lines } = await statement(db, userId, { limit: 10 })
  expect(lines.map((line) => [line.kind, line.delta])).toEqual([
    ['expire', -credits(3)],
    ['burn', -credits(5)],
    ['expire', -credits(2)],
    ['grant', credits(10)],
  ])
  expect(await audit(db, { userId })).toEqual([])
})

test('a hold taken after cannot use what is kept for one taken before', async () => {
  const userId = await newUser()
  await give(userId, 'promo', 10, expiry)
  await give(userId, 'topup', 10, null)
  await hold(userId, 'before', 10, at(-1))
  expect(await hold(userId, 'after', 10, at(1))).toMatchObject({ outcome: 'held' })
  const after = await settle(db, {
    userId,
    operationKey: 'after',
    actual: credits(10),
    at: at(2),
  })
  const { buckets } = await readBalance(db, userId, at(2))
  expect(buckets).toMatchObject([{ kind: 'promo', remaining: credits(10) }])
  expect(after.allocation.map((part) => part.grantId)).not.toContain(buckets[0]?.id)
  const { balance } = await release(db, { userId, operationKey: 'before', at: at(3) })
  expect(balance).toMatchObject({ available: 0, held: 0 })
  expect(await audit(db, { userId })).toEqual([])
})

test('a hold taken after keeps nothing of what expired before it', async () => {
  const userId = await newUser()
  await give(userId, 'promo', 10, expiry)
  await give(userId, 'topup', 10, null)
  await hold(userId, 'before', 10, at(-1))
  await hold(userId, 'after', 10, at(1))
  const { balance } = await release(db, { userId, operationKey: 'before', at: at(2) })
  expect(balance).toMatchObject({ available: 0, held: credits(10) })
  const { buckets } = await readBalance(db, userId, at(2))
  expect(buckets).toMatchObject([{ kind: 'topup', remaining: credits(10) }])
  expect(await audit(db, { userId })).toEqual([])
})

test('what a settle needs beyond its hold never comes from expired credits', async () => {
  const userId = await newUser()
  await give(userId, 'promo', 10, expiry)
  await hold(userId, 'one', 5, at(-2))
  await hold(userId, 'two', 5, at(-1))
  const { balance } = await settle(db, {
    userId,
    operationKey: 'one',
    actual: credits(7),
    at: at(1),
  })
  expect(balance).toMatchObject({ available: 0, held: credits(5), debt: credits(2) })
  expect(await audit(db, { userId })).toEqual([])
})

test('burns by priority, then what expires soonest, then the oldest', async () => {
  const userId = await newUser()
  await give(userId, 'topup', 1, null)
  await give(userId, 'plan', 1, at(2 * 3_600_000))
  await give(userId, 'plan', 1, at(3_600_000))
  await give(userId, 'manual', 1, null)
  await give(userId, 'promo', 1, at(4 * 3_600_000))
  const { buckets } = await readBalance(db, userId, at(0))
  expect(buckets.map(({ kind, expiresAt }) => [kind, expiresAt])).toEqual([
    ['promo', at(4 * 3_600_000).toISOString()],
    ['plan', at(3_600_000).toISOString()],
    ['plan', at(2 * 3_600_000).toISOString()],
    ['manual', null],
    ['topup', null],
  ])
  await hold(userId, 'op', 5, at(0))
  const { allocation } = await settle(db, {
    userId,
    operationKey: 'op',
    actual: credits(5),
    at: at(0),
  })
  expect(allocation.map((part) => part.grantId)).toEqual(buckets.map((bucket) => bucket.id))
})

test('credits that arrive past their time are never spendable', async () => {
  const userId = await newUser()
  await grant(db, {
    userId,
    kind: 'promo',
    sourceKey: 'late',
    amount: credits(5),
    expiresAt: expiry,
    reason: 'Late',
    at: at(0),
  })
  expect(await hold(userId, 'op', 1, at(0))).toMatchObject({ outcome: 'insufficient' })
  expect(await audit(db, { userId })).toEqual([])
})

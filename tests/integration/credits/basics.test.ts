import { beforeAll, expect, test } from 'vitest'
import {
  audit,
  credits,
  grant,
  microCredits,
  openAccount,
  readBalance,
  release,
  reserve,
  settle,
  sweep,
} from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

let db: PrismaClient

beforeAll(async () => {
  ;({ db } = await testDatabase())
})

const zero = microCredits(0)

async function userWith(amount: number): Promise<string> {
  const { id } = await createUser(db)
  await grant(db, {
    userId: id,
    kind: 'topup',
    sourceKey: 'first',
    amount: credits(amount),
    reason: 'Test',
  })
  return id
}

const hold = (userId: string, operationKey: string, amount: number, requestHash = 'same') =>
  reserve(db, { userId, operationKey, requestHash, amount: credits(amount), ttlSeconds: 60 })

test('a credit comes, is held, is burned, and what was too much comes back', async () => {
  const { id: userId } = await createUser(db)
  const opened = await openAccount(db, {
    userId,
    allowance: { amount: credits(100), rolloverCap: zero },
  })
  expect(opened).toEqual({
    outcome: 'granted',
    balance: { available: credits(100), held: 0, debt: 0, seq: 1, low: false, frozen: false },
  })
  const held = await hold(userId, 'one', 40)
  expect(held.outcome).toBe('held')
  expect(held.balance).toMatchObject({ available: credits(60), held: credits(40) })
  const settled = await settle(db, { userId, operationKey: 'one', actual: credits(15) })
  expect(settled).toMatchObject({
    outcome: 'settled',
    captured: credits(15),
    balance: { available: credits(85), held: 0 },
  })
  const { buckets } = await readBalance(db, userId)
  expect(settled.allocation).toEqual([{ grantId: buckets[0]?.id, amount: credits(15) }])
  expect(buckets).toMatchObject([{ kind: 'plan', remaining: credits(85), reason: 'Free plan' }])
  expect(await audit(db, { userId })).toEqual([])
})

test('the same key is the same hold; another request under it is refused', async () => {
  const userId = await userWith(10)
  await hold(userId, 'key', 8)
  const again = await hold(userId, 'key', 8)
  expect(again).toMatchObject({
    outcome: 'replayed',
    state: 'held',
    captured: null,
    balance: { available: credits(2), held: credits(8) },
  })
  const small = await hold(userId, 'key', 1, 'other')
  expect(small).toMatchObject({ outcome: 'conflict', balance: { available: credits(2) } })
  await settle(db, { userId, operationKey: 'key', actual: credits(3) })
  expect(await hold(userId, 'key', 8)).toMatchObject({
    outcome: 'replayed',
    state: 'settled',
    captured: credits(3),
  })
  expect(await audit(db, { userId })).toEqual([])
})

test('what is not there cannot be held', async () => {
  const userId = await userWith(10)
  expect(await hold(userId, 'all', 10)).toMatchObject({ outcome: 'held' })
  expect(await hold(userId, 'more', 1)).toMatchObject({
    outcome: 'insufficient',
    balance: { available: 0, held: credits(10) },
  })
  const { id: stranger } = await createUser(db)
  expect(await hold(stranger, 'none', 1)).toMatchObject({ outcome: 'insufficient' })
})

test('a release gives everything back, once, and ends the hold', async () => {
  const userId = await userWith(10)
  await hold(userId, 'op', 4)
  expect(await release(db, { userId, operationKey: 'op' })).toMatchObject({ outcome: 'released' })
  expect(await release(db, { userId, operationKey: 'op' })).toMatchObject({
    outcome: 'replayed',
    balance: { available: credits(10), held: 0 },
  })
  expect(await settle(db, { userId, operationKey: 'op', actual: credits(2) })).toMatchObject({
    outcome: 'replayed',
    captured: 0,
    balance: { available: credits(10) },
  })
})

test('what an operation cost beyond its hold comes from the balance, the rest is debt, repaid by the next grant', async () => {
  const userId = await userWith(10)
  await hold(userId, 'op', 4)
  const settled = await settle(db, { userId, operationKey: 'op', actual: credits(13) })
  expect(settled).toMatchObject({
    captured: credits(13),
    balance: { available: 0, held: 0, debt: credits(3) },
  })
  const granted = await grant(db, {
    userId,
    kind: 'topup',
    sourceKey: 'second',
    amount: credits(5),
    reason: 'Top-up',
  })
  expect(granted.balance).toMatchObject({ available: credits(2), debt: 0 })
  expect(await audit(db, { userId })).toEqual([])
})

test('the sweep gives back what is past its time, and a late settle is booked once', async () => {
  const userId = await userWith(10)
  const start = new Date('2020-01-01T00:00:00Z')
  await reserve(db, {
    userId,
    operationKey: 'op',
    requestHash: '',
    amount: credits(4),
    ttlSeconds: 60,
    at: start,
  })
  expect(await sweep(db, { limit: 10, at: new Date('2020-01-01T00:00:59Z') })).toBe(0)
  expect(await sweep(db, { limit: 10, at: new Date('2020-01-01T00:01:00Z') })).toBe(1)
  expect(await readBalance(db, userId)).toMatchObject({ available: credits(10), held: 0 })
  const late = await settle(db, { userId, operationKey: 'op', actual: credits(3) })
  expect(late).toMatchObject({ outcome: 'settled', balance: { available: credits(7) } })
  const again = await settle(db, { userId, operationKey: 'op', actual: credits(3) })
  expect(again).toMatchObject({ outcome: 'replayed', captured: credits(3) })
  expect(again.allocation).toEqual(late.allocation)
  expect(await audit(db, { userId })).toEqual([])
})

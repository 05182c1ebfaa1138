import { beforeAll, expect, test } from 'vitest'
import { audit, charge, credits, grant, readBalance, reverse } from '@/lib/credits'
import { userWith } from '@/tests/support/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'

let db: PrismaClient

beforeAll(async () => {
  ;({ db } = await testDatabase())
})

/** elizaOS 11155: a refund after a reinstated dispute was taken for the old one, and took nothing, or twice. */
test('the news of refunds and disputes may come in any order and any number of times', async () => {
  const user = async () => {
    const userId = await userWith(db, 100)
    await charge(db, { userId, operationKey: 'op', requestHash: '', amount: credits(60) })
    return userId
  }
  const histories = [
    [40],
    [100, 0, 40],
    [100, 100, 0, 0, 40, 40],
    [20, 100, 20, 40],
    [40, 0, 100, 40],
    [80, 40],
  ]
  for (const targets of histories) {
    const userId = await user()
    for (const target of targets)
      await reverse(db, { userId, sourceKey: 'first', target: credits(target) })
    const { available, debt } = await readBalance(db, userId)
    expect([targets, available, debt]).toEqual([targets, 0, 0])
    expect(await audit(db, { userId })).toEqual([])
  }
})

test('what a later grant had repaid comes back when the dispute is won', async () => {
  const userId = await userWith(db, 100)
  await charge(db, { userId, operationKey: 'op', requestHash: '', amount: credits(60) })
  await reverse(db, { userId, sourceKey: 'first', target: credits(100) })
  const second = { kind: 'topup', sourceKey: 'second', reason: 'Top-up' } as const
  await grant(db, { userId, ...second, amount: credits(80) })
  expect(await readBalance(db, userId)).toMatchObject({ available: credits(20), debt: 0 })

  expect(await reverse(db, { userId, sourceKey: 'first', target: credits(0) })).toMatchObject({
    outcome: 'reinstated',
    moved: credits(100),
    debtMoved: 0,
  })
  expect(await readBalance(db, userId)).toMatchObject({ available: credits(120), debt: 0 })
  expect(await audit(db, { userId })).toEqual([])
})

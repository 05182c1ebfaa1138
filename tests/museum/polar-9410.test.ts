import { expect, test } from 'vitest'
import { audit, credits, grant, readBalance, reserve, settle, statement } from '@/lib/credits'
import { userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'

/** polar 9410: an upgrade applied out of order left a balance of −100. */
test('no order of charges and grants leaves a negative balance; what is owed stands as debt on the statement', async () => {
  const { db } = await testDatabase()
  const charge = async (userId: string, operationKey: string, held: number, actual: number) => {
    await reserve(db, {
      userId,
      operationKey,
      requestHash: '',
      amount: credits(held),
      ttlSeconds: 60,
    })
    await settle(db, { userId, operationKey, actual: credits(actual) })
  }
  const upgrade = (userId: string) =>
    grant(db, {
      userId,
      kind: 'plan',
      sourceKey: 'upgrade',
      amount: credits(200),
      reason: 'Upgrade',
    })
  const chargedFirst = await userWith(db, 50)
  await charge(chargedFirst, 'big', 50, 150)
  expect(await readBalance(db, chargedFirst)).toMatchObject({
    available: 0,
    held: 0,
    debt: credits(100),
  })
  await upgrade(chargedFirst)

  const grantedFirst = await userWith(db, 50)
  await upgrade(grantedFirst)
  await charge(grantedFirst, 'big', 50, 150)

  for (const userId of [chargedFirst, grantedFirst]) {
    expect(await readBalance(db, userId)).toMatchObject({ available: credits(100), debt: 0 })
    const { lines } = await statement(db, userId, { limit: 20 })
    expect(lines.every((line) => line.balanceAfter >= 0)).toBe(true)
    expect(await audit(db, { userId })).toEqual([])
  }
  const { lines } = await statement(db, chargedFirst, { limit: 20 })
  expect(lines.map((line) => [line.kind, line.delta, line.debtDelta])).toEqual([
    ['repay', -credits(100), -credits(100)],
    ['grant', credits(200), 0],
    ['burn', -credits(50), credits(100)],
    ['grant', credits(50), 0],
  ])
})

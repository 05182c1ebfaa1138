import { expect, test } from 'vitest'
import { audit, charge, credits, grant, readBalance, reverse } from '@/lib/credits'
import { testDatabase } from '@/tests/support/database'
import { userWith } from '@/tests/support/credits'

/** elizaOS 10920: a refund gave the money back and left the credits. */
test('a refund takes the credits back; what was spent is owed, and the next grant pays it', async () => {
  const { db } = await testDatabase()
  const userId = await userWith(db, 100)
  await charge(db, { userId, operationKey: 'op', requestHash: '', amount: credits(30) })

  const target = credits(100)
  expect(await reverse(db, { userId, sourceKey: 'first', target })).toMatchObject({
    outcome: 'reversed',
    moved: -credits(70),
    debtMoved: credits(30),
  })
  expect(await readBalance(db, userId)).toMatchObject({ available: 0, debt: credits(30) })

  await grant(db, {
    userId,
    kind: 'topup',
    sourceKey: 'second',
    amount: credits(50),
    reason: 'Top-up',
  })
  expect(await readBalance(db, userId)).toMatchObject({ available: credits(20), debt: 0 })
  expect(await audit(db, { userId })).toEqual([])
})

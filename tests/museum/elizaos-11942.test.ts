import { expect, test } from 'vitest'
import { audit, credits, readBalance, reserve, settle, statement, sweep } from '@/lib/credits'
import { userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'

/** elizaOS 11942, 22478: a failed job's credits never came back; a settlement after its time threw and was lost. */
test('an abandoned hold comes back; its settlement is booked once when it comes after all', async () => {
  const { db } = await testDatabase()
  const userId = await userWith(db, 10)
  const past = new Date(Date.now() - 3_600_000)
  for (const operationKey of ['failed', 'late'])
    await reserve(db, {
      userId,
      operationKey,
      requestHash: '',
      amount: credits(5),
      ttlSeconds: 60,
      at: past,
    })
  expect(await sweep(db, { limit: 10 })).toBe(2)
  expect(await sweep(db, { limit: 10 })).toBe(0)
  expect(await readBalance(db, userId)).toMatchObject({ available: credits(10), held: 0 })

  // Meanwhile the credits were used for something else: what is missing becomes debt, not a negative balance.
  await reserve(db, {
    userId,
    operationKey: 'other',
    requestHash: '',
    amount: credits(8),
    ttlSeconds: 60,
  })
  const late = await settle(db, { userId, operationKey: 'late', actual: credits(5) })
  expect(late).toMatchObject({
    outcome: 'settled',
    captured: credits(5),
    balance: { available: 0, held: credits(8), debt: credits(3) },
  })
  expect(await settle(db, { userId, operationKey: 'late', actual: credits(5) })).toMatchObject({
    outcome: 'replayed',
    balance: late.balance,
  })
  const { lines } = await statement(db, userId, { limit: 10 })
  expect(lines.filter((line) => line.operationKey === 'late')).toHaveLength(1)
  expect(await audit(db, { userId })).toEqual([])
})

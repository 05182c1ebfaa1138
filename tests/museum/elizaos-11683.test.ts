import { expect, test } from 'vitest'
import { audit, credits, readBalance, reserve } from '@/lib/credits'
import { settleFrom, userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'

/** elizaOS 11683: the sweeper and the settlement met at an expired hold, and both gave back what was left of it. */
test('sweep and settle at the same time return the surplus once', async () => {
  const { db, pool } = await testDatabase()
  const connections = pool(16)
  const past = new Date(Date.now() - 3_600_000)
  for (let round = 0; round < 20; round++) {
    const userId = await userWith(db, 100)
    await reserve(db, {
      userId,
      operationKey: 'call',
      requestHash: '',
      amount: credits(40),
      ttlSeconds: 1,
      at: past,
    })
    const settles = Array.from({ length: 4 }, () => settleFrom(connections, userId, 'call', 15))
    const sweeps = Array.from({ length: 4 }, () => connections.query('select credit_sweep(100)'))
    const outcomes = await Promise.all(settles)
    await Promise.all(sweeps)
    expect(outcomes.filter((outcome) => outcome === 'settled')).toHaveLength(1)
    expect(await readBalance(db, userId)).toMatchObject({
      available: credits(85),
      held: 0,
      debt: 0,
    })
    expect(await audit(db, { userId })).toEqual([])
  }
})

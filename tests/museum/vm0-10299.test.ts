import { expect, test } from 'vitest'
import { audit, credits, grant, readBalance, reserve, settle } from '@/lib/credits'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

/** vm0 10299: expired credits stayed spendable until a job came by to remove them. Here no job runs at all. */
test('credits are spendable a millisecond before their expiry and not at it', async () => {
  const { db } = await testDatabase()
  const { id: userId } = await createUser(db)
  const expiresAt = new Date('2027-06-30T23:59:59.000Z')
  const at = (milliseconds: number) => new Date(expiresAt.getTime() + milliseconds)
  await grant(db, {
    userId,
    kind: 'plan',
    sourceKey: 'month',
    amount: credits(10),
    expiresAt,
    reason: 'Month',
    at: at(-86_400_000),
  })
  const reserveAt = (operationKey: string, milliseconds: number) =>
    reserve(db, {
      userId,
      operationKey,
      requestHash: '',
      amount: credits(2),
      ttlSeconds: 600,
      at: at(milliseconds),
    })
  expect(await reserveAt('in time', -1)).toMatchObject({ outcome: 'held' })
  expect(await reserveAt('too late', 0)).toMatchObject({ outcome: 'insufficient' })
  expect(await reserveAt('later', 1)).toMatchObject({ outcome: 'insufficient' })

  // What was held in time may still be used; a cent more may not.
  const settled = await settle(db, {
    userId,
    operationKey: 'in time',
    actual: credits(3),
    at: at(1),
  })
  expect(settled.balance).toMatchObject({ available: 0, held: 0, debt: credits(1) })
  expect(await readBalance(db, userId, at(1))).toMatchObject({ available: 0, buckets: [] })
  expect(await audit(db, { userId })).toEqual([])
})

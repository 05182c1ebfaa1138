import { expect, test } from 'vitest'
import { audit, credits, readBalance, reserve, settle } from '@/lib/credits'
import { userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'

/** elizaOS 10846: the settlement's answer was lost, the caller tried again, and the user paid twice. */
test('a settlement repeated after a lost acknowledgement is one settlement', async () => {
  const { db, pool } = await testDatabase()
  const userId = await userWith(db, 20)
  const operationKey = 'call'
  const request = { userId, operationKey, requestHash: '', amount: credits(8), ttlSeconds: 60 }
  await reserve(db, request)

  // Committed, but the connection goes away before the answer is read.
  const client = await pool(1).connect()
  await client.query("select credit_close($1, $2, 'burn', $3)", [userId, operationKey, credits(5)])
  client.release(true)

  const again = await settle(db, { userId, operationKey, actual: credits(6) })
  expect(again).toMatchObject({
    outcome: 'replayed',
    captured: credits(5),
    balance: { available: credits(15), held: 0 },
  })
  expect(again.allocation).toMatchObject([{ amount: credits(5) }])
  expect(await db.creditEntry.count({ where: { userId, kind: 'burn' } })).toBe(1)
  expect(await reserve(db, request)).toMatchObject({
    outcome: 'replayed',
    state: 'settled',
    captured: credits(5),
  })
  expect((await readBalance(db, userId)).available).toBe(credits(15))
  expect(await audit(db, { userId })).toEqual([])
})

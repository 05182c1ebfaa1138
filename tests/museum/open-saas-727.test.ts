import { expect, test } from 'vitest'
import { audit, readBalance } from '@/lib/credits'
import { count, reserveFrom, settleFrom, userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'

/** wasp-lang/open-saas 727: the balance was read, the call made, the balance decremented; two at once both passed. */
test('50 parallel requests with credits for 7: exactly 7 are served, none below zero', async () => {
  const { db, pool } = await testDatabase()
  const connections = pool(20)
  const userId = await userWith(db, 7)
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      const outcome = await reserveFrom(connections, userId, `request-${index}`, 1)
      if (outcome === 'held') await settleFrom(connections, userId, `request-${index}`, 1)
      return outcome
    }),
  )
  expect(count(outcomes, 'held')).toBe(7)
  expect(count(outcomes, 'insufficient')).toBe(43)
  expect(await readBalance(db, userId)).toMatchObject({ available: 0, held: 0, debt: 0 })
  expect(await db.creditEntry.count({ where: { userId, kind: 'burn' } })).toBe(7)
  expect(await audit(db, { userId })).toEqual([])
})

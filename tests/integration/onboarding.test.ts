import { beforeAll, expect, test } from 'vitest'
import { readBalance } from '@/lib/credits'
import { credits } from '@/lib/credits/unit'
import { welcome } from '@/lib/onboarding'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

let database: TestDatabase

beforeAll(async () => {
  // No Stripe answers here: whatever happens at sign-in happens without it.
  database = await testDatabase()
})

test('two tabs of a new user open one account with 100 credits', async () => {
  const { id: userId } = await createUser(database.db)
  const deferred: (() => Promise<void>)[] = []
  await Promise.all([1, 2, 3, 4].map(() => welcome(userId, (task) => void deferred.push(task))))
  await welcome(userId, (task) => void deferred.push(task))
  const { available, held, debt } = await readBalance(database.db, userId)
  expect({ available, held, debt }).toEqual({ available: credits(100), held: 0, debt: 0 })
  expect(await database.db.creditEntry.count({ where: { userId } })).toBe(1)
})

test('the customer is asked for afterwards, and Stripe being away stops nobody', async () => {
  const { id: userId } = await createUser(database.db)
  const deferred: (() => Promise<void>)[] = []
  await welcome(userId, (task) => void deferred.push(task))
  expect(deferred).toHaveLength(1)
  await expect(deferred[0]?.()).resolves.toBeUndefined()
  expect(await database.db.billingCustomer.count({ where: { userId } })).toBe(0)
})

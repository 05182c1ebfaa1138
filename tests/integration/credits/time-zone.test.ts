import { beforeAll, expect, test } from 'vitest'
import type { Pool } from 'pg'
import { credits, microCredits, readBalance, setAllowance } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

/** A server that stands in New Zealand: on 28 February, 00:00 UTC, its calendar says 13:00. */
let db: PrismaClient
let pool: Pool

beforeAll(async () => {
  const database = await testDatabase()
  pool = database.pool(1)
  const name = new URL(database.url).pathname.slice(1)
  await pool.query(`alter database ${name} set timezone to 'Pacific/Auckland'`)
  await pool.query(`set time zone 'Pacific/Auckland'`)
  db = database.db
})

async function userSince(anchor: string): Promise<string> {
  const { id: userId } = await createUser(db)
  await setAllowance(db, {
    userId,
    sourceKey: 'free',
    amount: credits(100),
    anchor: new Date(anchor),
    rolloverCap: microCredits(0),
    reason: 'Free plan',
    at: new Date(anchor),
  })
  return userId
}

test('times come back as they went', async () => {
  const userId = await userSince('2027-01-31T00:00:00.000Z')
  const { buckets } = await readBalance(db, userId, new Date('2027-01-31T00:00:00.001Z'))
  expect(buckets).toMatchObject([
    { createdAt: '2027-01-31T00:00:00.000Z', expiresAt: '2027-03-01T00:00:00.000Z' },
  ])
})

test('months are counted in UTC wherever the session stands', async () => {
  const userId = await userSince('2027-01-31T00:00:00.000Z')
  const rollAt = async (at: string) => {
    await pool.query('select credit_roll($1, $2)', [userId, at])
    return db.creditGrant.count({ where: { userId } })
  }
  expect(await rollAt('2027-02-27T23:59:59.999Z')).toBe(1)
  expect(await rollAt('2027-02-28T00:00:00.000Z')).toBe(2)
  expect(await rollAt('2027-03-30T23:59:59.999Z')).toBe(2)
  expect(await rollAt('2027-03-31T00:00:00.000Z')).toBe(3)
})

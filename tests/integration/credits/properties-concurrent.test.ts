import { beforeAll, expect, test } from 'vitest'
import type { Pool } from 'pg'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { crowdsAgree } from '@/tests/support/ledger-crowd'

/** The same commands as in properties.test.ts, from 16 connections at once, and one more that audits. `LEDGER_RUNS` for longer. */
let db: PrismaClient
let pool: Pool

beforeAll(async () => {
  const database = await testDatabase()
  db = database.db
  pool = database.pool(17)
})

test.each([
  ['a fixed seed', 20_262],
  ['a random seed', undefined],
])('16 connections at once keep every invariant: %s', { timeout: 600_000 }, async (_, seed) => {
  const numRuns = Number(process.env.LEDGER_RUNS ?? 25)
  await expect(
    crowdsAgree(db, pool, { numRuns, ...(seed !== undefined && { seed }) }),
  ).resolves.toBeUndefined()
  const { rows } = await pool.query(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  )
  expect(rows).toEqual([{ deadlocks: 0 }])
})

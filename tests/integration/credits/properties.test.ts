import { beforeAll, expect, test } from 'vitest'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { historiesAgree } from '@/tests/support/ledger-history'

/**
 * Any history of movements and clock moves leaves the tables and the model in the same state after every command, and the
 * audit clean. `LEDGER_RUNS=500` for longer.
 */
let db: PrismaClient

beforeAll(async () => {
  ;({ db } = await testDatabase())
})

test.each([
  ['a fixed seed', 20_261],
  ['a random seed', undefined],
])('any history agrees with the model: %s', { timeout: 600_000 }, async (_, seed) => {
  const numRuns = Number(process.env.LEDGER_RUNS ?? 60)
  await expect(
    historiesAgree(db, { numRuns, ...(seed !== undefined && { seed }) }),
  ).resolves.toBeUndefined()
})

import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import * as ledger from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { apply } from '@/tests/support/ledger-apply'
import { type Command, histories } from '@/tests/support/ledger-commands'
import { LedgerModel } from '@/tests/support/ledger-model'
import { nextEventAt, readTables, tablesOf } from '@/tests/support/ledger-tables'
import { createUser } from '@/tests/support/users'

/**
 * Any history of movements and clock moves leaves the tables and the model in the same state after every command, and the
 * audit clean. fast-check prints the seed and the shortest history it found.
 */
let db: PrismaClient

beforeAll(async () => {
  ;({ db } = await testDatabase())
})

const start = Date.UTC(2027, 0, 31, 9)

async function history(commands: Command[]): Promise<void> {
  const { id: userId } = await createUser(db)
  await agree(userId, commands).finally(
    // What this history left for the sweep is not the next one's.
    () => db.$executeRaw`delete from "CreditHold" where "userId" = ${userId}::uuid`,
  )
}

async function agree(userId: string, commands: Command[]): Promise<void> {
  const model = new LedgerModel(start)
  const opening: Command = { do: 'grant', key: 'z', kind: 'topup', amount: 50, hours: null }
  for (const [turn, command] of [opening, ...commands].entries()) {
    await apply(db, userId, model, command, turn)
    expect(await readTables(db, userId)).toEqual(tablesOf(model))
    expect(await nextEventAt(db, userId)).toBeLessThanOrEqual(model.dueAt)
  }
  expect(await ledger.audit(db, { userId })).toEqual([])

  // Looked at once more, nothing that is due may be left to be spent.
  const { buckets, ...balance } = await ledger.readBalance(db, userId, new Date(model.now))
  model.look()
  expect(balance).toEqual(model.balance)
  expect(ledger.microCredits(buckets.reduce((sum, bucket) => sum + bucket.remaining, 0))).toBe(
    model.available + model.held,
  )
  expect(await ledger.audit(db, { userId })).toEqual([])
}

test.each([
  ['a fixed seed', 20_261],
  ['a random seed', undefined],
])('any history agrees with the model: %s', { timeout: 600_000 }, async (_, seed) => {
  await fc.assert(fc.asyncProperty(histories, history), {
    numRuns: Number(process.env.LEDGER_RUNS ?? 60),
    ...(seed !== undefined && { seed }),
  })
})

import * as fc from 'fast-check'
import { expect } from 'vitest'
import { audit, readBalance } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { apply } from './ledger-apply'
import { type Command, histories } from './ledger-commands'
import { LedgerModel } from './ledger-model'
import { readTables, tablesOf } from './ledger-tables'
import { createUser } from './users'

const start = Date.UTC(2027, 0, 31, 9)

async function agree(db: PrismaClient, userId: string, commands: Command[]): Promise<void> {
  const model = new LedgerModel(start)
  const opening: Command = { do: 'grant', key: 'z', kind: 'topup', amount: 50, hours: null }
  for (const [turn, command] of [opening, ...commands].entries()) {
    await apply(db, userId, model, command, turn)
    const { tables, nextEventAt } = await readTables(db, userId)
    expect(tables).toEqual(tablesOf(model))
    expect(nextEventAt).toBeLessThanOrEqual(model.dueAt)
  }
  expect(await audit(db, { userId })).toEqual([])

  // Looked at once more, nothing that is due may be left to be spent.
  const { buckets, ...balance } = await readBalance(db, userId, new Date(model.now))
  model.look()
  expect(balance).toEqual(model.balance)
  const remaining = buckets.reduce((sum, bucket) => sum + bucket.remaining, 0)
  expect(remaining).toBe(model.available + model.held)
  expect(await audit(db, { userId })).toEqual([])
}

/**
 * Runs random histories one command at a time; after each, the tables and the model must say the same. Rejects with the seed
 * and the shortest history that fails.
 */
export function historiesAgree(db: PrismaClient, parameters: fc.Parameters<[Command[]]>) {
  const property = fc.asyncProperty(histories, async (commands) => {
    const { id: userId } = await createUser(db)
    await agree(db, userId, commands).finally(
      // What this history left for the sweep is not the next one's.
      () => db.$executeRaw`delete from "CreditHold" where "userId" = ${userId}::uuid`,
    )
  })
  return fc.assert(property, parameters)
}

import { expect } from 'vitest'
import { audit, readBalance } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'

/** What the ledger says about one user's operations. */
export const booksOf = (db: PrismaClient, userId: string) => ({
  balance: () => readBalance(db, userId),
  holds: () => db.creditHold.findMany({ where: { userId } }),
  /** How operations ended, in order. */
  ends: () =>
    db.creditEntry.findMany({
      where: { userId, kind: { in: ['burn', 'release', 'lapse'] } },
      orderBy: { seq: 'asc' },
    }),
  /** Nothing is held any more and the books agree. */
  assertClean: async () => {
    expect(await readBalance(db, userId)).toMatchObject({ held: 0 })
    expect(await db.creditHold.count({ where: { userId } })).toBe(0)
    expect(await audit(db, { userId })).toEqual([])
  },
})

/**
 * Takes one of the ledger's functions out of the database while `run` runs, as if the database were away for it. Answers what
 * `run` answers; the function is back then.
 */
export async function without<Result>(
  db: PrismaClient,
  name: string,
  run: () => Promise<Result>,
): Promise<Result> {
  await db.$executeRawUnsafe(`alter function ${name} rename to ${name}_away`)
  try {
    return await run()
  } finally {
    await db.$executeRawUnsafe(`alter function ${name}_away rename to ${name}`)
  }
}

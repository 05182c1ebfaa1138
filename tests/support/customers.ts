import { expect } from 'vitest'
import { audit, grant, microCredits, readBalance } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { createUser } from '@/tests/support/users'

/** A user of a plan with these micro-credits, and what the ledger says of them. */
export async function customer(db: PrismaClient, micro: number, planKey: string) {
  const { id } = await createUser(db)
  await db.userPlan.create({ data: { userId: id, planKey, updatedAt: new Date() } })
  if (micro > 0)
    await grant(db, {
      userId: id,
      kind: 'topup',
      sourceKey: 'first',
      amount: microCredits(micro),
      reason: 'Top-up',
    })
  return {
    id,
    balance: async () => (await readBalance(db, id)).available,
    entries: () =>
      db.creditEntry.findMany({ where: { userId: id, kind: 'burn' }, orderBy: { seq: 'asc' } }),
    /** What is held now. */
    holds: () => db.creditHold.findMany({ where: { userId: id } }),
    /** How what was held ended, in order. */
    ends: () =>
      db.creditEntry.findMany({
        where: { userId: id, kind: { in: ['burn', 'release', 'lapse'] } },
        orderBy: { seq: 'asc' },
      }),
    /** Nothing is held any more and the books agree. */
    assertClean: async () => {
      expect(await db.creditHold.count({ where: { userId: id } })).toBe(0)
      expect((await readBalance(db, id)).held).toBe(0)
      expect(await audit(db, { userId: id })).toEqual([])
    },
  }
}

import { beforeAll, expect, test } from 'vitest'
import { audit, charge, credits, readBalance, reverse } from '@/lib/credits'
import { userWith } from '@/tests/support/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'

let db: PrismaClient

beforeAll(async () => {
  ;({ db } = await testDatabase())
})

/** elizaOS 10997: a dispute that was won gave back more, or less, than it had taken. */
test.each([0, 30, 100])(
  'a won dispute leaves what was there before it, %i spent',
  async (spent) => {
    const userId = await userWith(db, 100)
    if (spent > 0)
      await charge(db, { userId, operationKey: 'op', requestHash: '', amount: credits(spent) })
    const before = await readBalance(db, userId)

    for (const target of [100, 100, 0, 0])
      await reverse(db, { userId, sourceKey: 'first', target: credits(target) })

    const { seq: _, ...after } = await readBalance(db, userId)
    expect(before).toMatchObject(after)
    expect(await audit(db, { userId })).toEqual([])
  },
)

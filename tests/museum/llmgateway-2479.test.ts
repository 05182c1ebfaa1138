import { beforeAll, expect, test } from 'vitest'
import {
  audit,
  charge,
  credits,
  openAccount,
  pauseAllowance,
  readBalance,
  resumeAllowance,
  setAllowance,
} from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

let db: PrismaClient

beforeAll(async () => {
  ;({ db } = await testDatabase())
})

const day = 86_400_000
const begin = Date.parse('2027-01-31T00:00:00Z')
const end = Date.parse('2027-06-30T00:00:00Z')

/** Five months of Free: each month's 100 credits, spent as soon as they are there; answers how much that was. */
async function live(farming: boolean): Promise<number> {
  const { id: userId } = await createUser(db)
  const allowance = { amount: credits(100), rolloverCap: credits(0) }
  await openAccount(db, { userId, allowance, at: new Date(begin) })
  let spent = 0
  for (let time = begin; time < end; time += 5 * day) {
    const at = new Date(time)
    const free = { userId, sourceKey: 'free', at }
    if (farming) {
      await pauseAllowance(db, free)
      // A paid plan that is given back at once: nothing was paid for, nothing is granted but the way there and back.
      await resumeAllowance(db, free)
      await openAccount(db, { userId, allowance, at })
    }
    const { available } = await readBalance(db, userId, at)
    if (available > 0) {
      await charge(db, {
        userId,
        operationKey: `at ${time}`,
        requestHash: '',
        amount: available,
        at,
      })
      spent += available
    }
  }
  expect(await audit(db, { userId })).toEqual([])
  return spent
}

// llmgateway 2479: downgrade and upgrade in a loop, and every round granted the plan's credits again.
test('going up and down in a loop gains nothing', async () => {
  expect(await live(true)).toBe(await live(false))
})

test('a paid month is granted once, however often its invoice line comes back', async () => {
  const { id: userId } = await createUser(db)
  for (let round = 0; round < 20; round += 1) {
    const at = new Date(begin + round * day)
    const right = { userId, sourceKey: 'invoice_line:il_1', at }
    await setAllowance(db, {
      ...right,
      amount: credits(1000),
      anchor: new Date(begin),
      until: new Date('2027-02-28T00:00:00Z'),
      rolloverCap: credits(500),
      reason: 'Pro',
    })
    await pauseAllowance(db, right)
    await resumeAllowance(db, right)
  }
  expect((await readBalance(db, userId, new Date(begin + 20 * day))).available).toBe(credits(1000))
  expect(await audit(db, { userId })).toEqual([])
})

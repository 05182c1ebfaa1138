import { beforeAll, expect, test } from 'vitest'
import { audit, charge, credits, grant, readBalance, reserve, settle } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

let db: PrismaClient

beforeAll(async () => {
  ;({ db } = await testDatabase())
})

const expiresAt = new Date('2027-06-30T23:59:59.000Z')
const at = (milliseconds: number) => new Date(expiresAt.getTime() + milliseconds)

async function userWithMonth(): Promise<string> {
  const { id: userId } = await createUser(db)
  await grant(db, {
    userId,
    kind: 'plan',
    sourceKey: 'month',
    amount: credits(10),
    expiresAt,
    reason: 'Month',
    at: at(-86_400_000),
  })
  return userId
}

/** vm0 10299: expired credits stayed spendable until a job came by to remove them. Here no job runs at all. */
test('credits can be held a millisecond before their expiry and not at it', async () => {
  const userId = await userWithMonth()
  const reserveAt = (operationKey: string, milliseconds: number) =>
    reserve(db, {
      userId,
      operationKey,
      requestHash: '',
      amount: credits(2),
      ttlSeconds: 600,
      at: at(milliseconds),
    })
  expect(await reserveAt('in time', -1)).toMatchObject({ outcome: 'held' })
  expect(await reserveAt('too late', 0)).toMatchObject({ outcome: 'insufficient' })
  expect(await reserveAt('later', 1)).toMatchObject({ outcome: 'insufficient' })

  // What was held in time may still be used; a cent more may not.
  const settled = await settle(db, {
    userId,
    operationKey: 'in time',
    actual: credits(3),
    at: at(1),
  })
  expect(settled.balance).toMatchObject({ available: 0, held: 0, debt: credits(1) })
  expect(await readBalance(db, userId, at(1))).toMatchObject({ available: 0, buckets: [] })
  expect(await audit(db, { userId })).toEqual([])
})

test('the same for a charge, which neither leaves a trace nor a debt', async () => {
  const userId = await userWithMonth()
  const chargeAt = (operationKey: string, milliseconds: number) =>
    charge(db, {
      userId,
      operationKey,
      requestHash: '',
      amount: credits(2),
      at: at(milliseconds),
    })
  expect(await chargeAt('in time', -1)).toMatchObject({ outcome: 'charged', captured: credits(2) })
  for (const late of [0, 1])
    expect(await chargeAt(`late by ${late}`, late)).toMatchObject({ outcome: 'insufficient' })
  // What was paid in time stays paid: its answer is the same whenever it is asked for.
  expect(await chargeAt('in time', 1)).toMatchObject({ outcome: 'replayed', captured: credits(2) })
  expect(await readBalance(db, userId, at(1))).toMatchObject({ available: 0, debt: 0, buckets: [] })
  expect(await audit(db, { userId })).toEqual([])
})

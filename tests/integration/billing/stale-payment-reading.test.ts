import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction } from '@/lib/billing/sync/effect'
import { writePayment } from '@/lib/billing/sync/payment-row'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

// The age of the row was read before it was locked: a refund written in between was overwritten by the reading that had
// begun before it, and the payment stood as paid for good.
test('a reading that began before a refund never overwrites it, also when both are written at once', async () => {
  const { db } = database
  const user = await createUser(db)
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))
  const row = {
    id: 'pi_1',
    userId: user.id,
    kind: 'topup',
    itemKey: 'small',
    description: '250 credits',
    amountMinor: 600,
    refundedMinor: 0,
    currency: 'usd',
    status: 'paid',
    paymentIntentId: 'pi_1',
    createdAt: at(0),
  }
  await inTransaction((tx) => writePayment(tx, row, at(0)))

  const written = Promise.withResolvers<void>()
  const mayCommit = Promise.withResolvers<void>()
  const refund = inTransaction(async (tx) => {
    await writePayment(tx, { ...row, status: 'refunded', refundedMinor: 600 }, at(2))
    written.resolve()
    await mayCommit.promise
  })
  await written.promise
  const stale = inTransaction((tx) => writePayment(tx, row, at(1)))
  const waiting = () => db.$queryRaw<unknown[]>`
    select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await expect.poll(waiting, { timeout: 10_000 }).toHaveLength(1)
  mayCommit.resolve()
  await Promise.all([refund, stale])
  expect(await db.payment.findUniqueOrThrow({ where: { id: 'pi_1' } })).toMatchObject({
    status: 'refunded',
    refundedMinor: 600n,
    syncedAt: at(2),
  })
})

import { beforeAll, expect, test } from 'vitest'
import { credits, sweep } from '@/lib/credits'
import { metered } from '@/lib/metering'
import type { PrismaClient } from '@/prisma/generated/client'
import { userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'
import { booksOf } from '@/tests/support/metering'

/** elizaOS 11942: a failed job was never refunded. 22478: a job that was done after its time threw, unpaid. */
let db: PrismaClient
beforeAll(async () => {
  ;({ db } = await testDatabase())
})

const person = async () => {
  const id = await userWith(db, 150)
  const job = { user: { id }, operation: 'video', key: 'job', request: null }
  return { job, ...booksOf(db, id) }
}

test('a job that fails gives back what it held', async () => {
  const { job, balance, ends, assertClean } = await person()
  const failed = metered(job, () => Promise.reject(new Error('render failed')))
  await expect(failed).rejects.toThrow('render failed')
  expect(await balance()).toMatchObject({ available: credits(150), held: 0 })
  expect((await ends()).map(({ kind }) => kind)).toEqual(['release'])
  await assertClean()
})

test('a job that is done after its time hands over its result and is booked once', async () => {
  const { job, balance, ends, assertClean } = await person()
  const done = await metered(job, async () => {
    await sweep(db, { limit: 1_000, at: new Date(Date.now() + 3_600_000) })
    expect(await balance()).toMatchObject({ available: credits(150), held: 0 })
    return 'film'
  })
  expect(done).toMatchObject({ result: 'film', charge: { amount: credits(100) } })
  expect(await balance()).toMatchObject({ available: credits(50), held: 0, debt: 0 })
  expect((await ends()).map(({ kind }) => kind)).toEqual(['lapse', 'burn'])
  await assertClean()
})

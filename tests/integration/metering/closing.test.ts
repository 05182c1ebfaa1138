import { beforeAll, expect, test, vi } from 'vitest'
import { credits, sweep } from '@/lib/credits'
import { metered, type Work } from '@/lib/metering'
import type { PrismaClient } from '@/prisma/generated/client'
import { userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'
import { booksOf, without } from '@/tests/support/metering'

let db: PrismaClient
beforeAll(async () => {
  ;({ db } = await testDatabase())
})

const person = async () => {
  const id = await userWith(db, 50)
  const job = { user: { id }, operation: 'image', key: 'a', request: null }
  return { job, ...booksOf(db, id) }
}

/** The next statement does what it does, and its answer is lost on the way. */
function loseNextAnswer(): void {
  const real = db.$queryRaw.bind(db)
  const spy = vi.spyOn(db, '$queryRaw')
  spy.mockImplementationOnce(((...statement: Parameters<typeof db.$queryRaw>) =>
    real(...statement).then(() => {
      spy.mockRestore()
      throw new Error('connection lost')
    })) as never)
}

const paints = async () => 'picture'
const fails = async () => {
  throw new Error('no paint')
}

test.each([
  ['settling', paints, 30, 'burn', 'picture'],
  ['releasing', fails, 50, 'release', 'no paint'],
] as const)(
  'a lost answer while %s: asked again, done once',
  async (_name, work, left, kind, told) => {
    const { job, ends, balance, assertClean } = await person()
    const outcome = await metered(job, () => {
      loseNextAnswer()
      return work()
    }).then(
      (done) =>
        done.outcome === 'done' && done.charge?.amount === credits(20) ? done.result : done,
      (error: Error) => error.message,
    )
    expect(outcome).toEqual(told)
    expect(await balance()).toMatchObject({ available: credits(left), held: 0 })
    expect((await ends()).map((entry) => entry.kind)).toEqual([kind])
    await assertClean()
  },
)

test('a database that stays away: the result is handed over, the hold left to the sweeper', async () => {
  const { job, ends, balance, assertClean } = await person()
  const done = await without(db, 'credit_close', () => metered(job, paints))
  expect(done).toEqual({ outcome: 'done', result: 'picture', charge: null })
  const broken = without(db, 'credit_close', () => metered({ ...job, key: 'b' }, fails))
  await expect(broken).rejects.toThrow('no paint')
  expect(await balance()).toMatchObject({ held: credits(40) })
  await sweep(db, { limit: 1_000, at: new Date(Date.now() + 3_600_000) })
  expect(await balance()).toMatchObject({ available: credits(50), held: 0 })
  expect((await ends()).map(({ kind }) => kind)).toEqual(['lapse', 'lapse'])
  await assertClean()
})

test('work that aborts, throws and reports all at once ends once', async () => {
  const { job, ends, assertClean } = await person()
  const stop = new AbortController()
  const racing = metered({ ...job, signal: stop.signal }, async ({ spent }: Work) => {
    spent({ units: 1 })
    stop.abort(new Error('stopped'))
    spent({ units: 1 })
    throw new Error('broken')
  })
  await expect(racing).rejects.toThrow('broken')
  expect(await ends()).toHaveLength(1)
  await assertClean()
})

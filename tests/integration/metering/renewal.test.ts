import { beforeAll, describe, expect, test, vi } from 'vitest'
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

const person = async (amount: number) => {
  const id = await userWith(db, amount)
  const books = booksOf(db, id)
  const job = { user: { id }, operation: 'image', key: 'a', request: null, ttlSeconds: 1 }
  const until = async () => (await books.holds())[0]?.expiresAt ?? new Date(0)
  const renewedBeyond = (instant: Date) =>
    vi.waitFor(async () => expect((await until()).getTime()).toBeGreaterThan(instant.getTime()), {
      timeout: 20_000,
      interval: 50,
    })
  return { job, until, renewedBeyond, ...books }
}

const lapse = () => sweep(db, { limit: 1_000, at: new Date(Date.now() + 3_600_000) })

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))

describe('work that takes longer than its hold', () => {
  test('keeps it: the sweep, at the time it would have ended, finds nothing', async () => {
    const { job, until, renewedBeyond, assertClean } = await person(50)
    const done = await metered(job, async ({ lapsed }) => {
      const first = await until()
      await renewedBeyond(new Date(first.getTime() + 500)) // a second renewal, at least
      await sweep(db, { limit: 1_000, at: first })
      expect(await until()).not.toEqual(new Date(0))
      expect(lapsed.aborted).toBe(false)
    })
    expect(done).toMatchObject({ outcome: 'done', charge: { amount: credits(20) } })
    await assertClean()
  })

  test('is told when it was lost all the same, and is paid once', async () => {
    const { job, ends, balance, assertClean } = await person(50)
    const done = await metered(job, async ({ lapsed, signal }) => {
      const told = aborted(lapsed)
      await lapse()
      expect(await balance()).toMatchObject({ available: credits(50), held: 0 })
      await told
      expect(signal.aborted).toBe(false)
    })
    expect(done).toMatchObject({ charge: { amount: credits(20) } })
    expect(await balance()).toMatchObject({ available: credits(30), held: 0, debt: 0 })
    expect((await ends()).map(({ kind }) => kind)).toEqual(['lapse', 'burn'])
    await assertClean()
  })

  test('that gives up for it costs nothing', async () => {
    const { job, ends, balance, assertClean } = await person(50)
    const given = metered(job, async ({ lapsed }) => {
      const told = aborted(lapsed)
      await lapse()
      await told
      throw lapsed.reason as Error
    })
    await expect(given).rejects.toThrow('lapsed')
    expect(await balance()).toMatchObject({ available: credits(50), held: 0 })
    expect((await ends()).map(({ kind }) => kind)).toEqual(['lapse'])
    await assertClean()
  })

  test('goes on while the database is away, and renews when it is back', async () => {
    const { job, until, renewedBeyond, assertClean } = await person(50)
    const done = await metered(job, async ({ lapsed }) => {
      const first = await until()
      const failed = failures(db)
      await without(db, 'credit_renew', () => failed.atLeast(2))
      failed.stop()
      expect(lapsed.aborted).toBe(false)
      await renewedBeyond(first)
      return 'worked'
    })
    expect(done).toMatchObject({ outcome: 'done', result: 'worked' })
    await assertClean()
  })
})

test('no timer is left, and none keeps the process alive', async () => {
  const { job } = await person(100)
  const set = vi.spyOn(globalThis, 'setTimeout')
  const cleared = vi.spyOn(globalThis, 'clearTimeout')
  const life = { ...job, ttlSeconds: 333 }
  let during: Work | undefined
  try {
    await metered(life, async (work) => {
      during = work
    })
    await expect(
      metered({ ...life, key: 'b' }, () => Promise.reject(new Error('broken'))),
    ).rejects.toThrow('broken')
    const timers = set.mock.results.flatMap(({ value }, index) =>
      set.mock.calls[index]?.[1] === 111_000 ? [value as NodeJS.Timeout] : [],
    )
    expect(timers).toHaveLength(2)
    expect(timers.map((timer) => timer.hasRef())).toEqual([false, false])
    for (const timer of timers) expect(cleared).toHaveBeenCalledWith(timer)
  } finally {
    set.mockRestore()
    cleared.mockRestore()
  }
  expect(during?.lapsed.aborted).toBe(false)
})

/** Counts the renewals that the database refuses. */
function failures(client: PrismaClient) {
  let seen = 0
  const spy = vi.spyOn(client, '$queryRaw')
  return {
    atLeast: (wanted: number) =>
      vi.waitFor(
        async () => {
          const settled = await Promise.allSettled(
            spy.mock.results.map(({ value }) => value as Promise<unknown>),
          )
          seen = settled.filter(({ status }) => status === 'rejected').length
          expect(seen).toBeGreaterThanOrEqual(wanted)
        },
        { timeout: 20_000, interval: 50 },
      ),
    stop: () => spy.mockRestore(),
  }
}

import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { credits, freeze, grant, microCredits, readBalance, sweep } from '@/lib/credits'
import { chargeFlat, metered, type Measure } from '@/lib/metering'
import type { PrismaClient } from '@/prisma/generated/client'
import { count, userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'
import { testEnvironment } from '@/tests/support/environment'
import { booksOf } from '@/tests/support/metering'

let db: PrismaClient
beforeAll(async () => {
  ;({ db } = await testDatabase())
})

const person = async (amount: number) => {
  const id = await userWith(db, amount)
  return { user: { id }, ...booksOf(db, id) }
}

const request = { prompt: 'a lighthouse' }
const never = () => Promise.reject(new Error('must not run'))
const nothing = async () => {}

describe('a flat price', () => {
  test('is held while the work runs, and paid when it is done', async () => {
    const { user, ends, assertClean } = await person(50)
    const done = await metered({ user, operation: 'image', key: 'a', request }, async () => {
      expect(await readBalance(db, user.id)).toMatchObject({
        available: credits(30),
        held: credits(20),
      })
      return 'picture'
    })
    expect(done).toMatchObject({
      outcome: 'done',
      result: 'picture',
      charge: { amount: credits(20), estimated: false, balance: { available: credits(30) } },
    })
    expect((await ends()).map(({ detail }) => detail)).toEqual([
      {
        operation: 'image',
        requestId: 'a',
        units: 1,
        price: { input: 0, cached: 0, output: 0, flat: credits(20) },
        priceSince: '2020-01-01T00:00:00.000Z',
        costMicroUsd: 40_000,
      },
    ])
    await assertClean()
  })

  test('of several units counts those that were delivered', async () => {
    const { user, assertClean } = await person(600)
    const video = { user, operation: 'video', request, worstCase: { units: 3 } }
    const all = await metered({ ...video, key: 'all' }, nothing)
    const one = await metered({ ...video, key: 'one' }, async ({ spent }) => spent({ units: 1 }))
    expect(all).toMatchObject({ charge: { amount: credits(300), estimated: false } })
    expect(one).toMatchObject({ charge: { amount: credits(100), estimated: false } })
    await assertClean()
  })

  test('is given back when the work fails', async () => {
    const { user, ends, balance, assertClean } = await person(50)
    const broken = metered({ user, operation: 'image', key: 'a', request }, async () => {
      throw new Error('no paint')
    })
    await expect(broken).rejects.toThrow('no paint')
    expect(await balance()).toMatchObject({ available: credits(50) })
    expect((await ends()).map(({ kind }) => kind)).toEqual(['release'])
    await assertClean()
  })

  test('is charged in one step, in the transaction of what is sold', async () => {
    const { user, ends, balance, assertClean } = await person(50)
    const sale = { user, operation: 'image', key: 'a', request }
    const failed = db.$transaction(async (tx) => {
      await chargeFlat(tx, sale)
      throw new Error('not written')
    })
    await expect(failed).rejects.toThrow('not written')
    expect(await balance()).toMatchObject({ available: credits(50) })
    const first = await db.$transaction((tx) => chargeFlat(tx, sale))
    const second = await chargeFlat(db, sale)
    expect(first).toMatchObject({ outcome: 'charged', amount: credits(20) })
    expect(second).toMatchObject({ outcome: 'replayed', amount: credits(20) })
    await expect(chargeFlat(db, { ...sale, units: 2, key: 'b' })).rejects.toMatchObject({
      code: 'insufficient_credits',
      options: { details: { price: credits(40), balance: credits(30) } },
    })
    await expect(chargeFlat(db, { ...sale, request: 'other' })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(await ends()).toHaveLength(1)
    await assertClean()
  })
})

describe('a price known only afterwards', () => {
  const tokens = { inputTokens: 2_000, cachedTokens: 0, outputTokens: 1_000 }
  const call = { operation: 'chat', model: 'gpt-5-mini', request, worstCase: tokens }

  test('is priced by the row in force', async () => {
    const { user, ends, assertClean } = await person(50)
    const usage = { inputTokens: 1_500, cachedTokens: 500, outputTokens: 100 }
    const done = await metered({ ...call, user, key: 'a' }, async ({ spent }) => {
      spent({ inputTokens: 1, cachedTokens: 0, outputTokens: 0 })
      spent(usage)
    })
    expect(done).toMatchObject({ charge: { amount: 1_450_000, estimated: false } })
    expect((await ends())[0]?.detail).toMatchObject({ model: 'gpt-5-mini', ...usage })
    await assertClean()
  })

  test('may be named by the work itself', async () => {
    const { user, ends, assertClean } = await person(50)
    const worstCase = { amount: credits(10) }
    await metered(
      { user, operation: 'transcription', key: 'a', request, worstCase },
      async ({ spent }) => spent({ amount: microCredits(1_234_567), costMicroUsd: 900 }),
    )
    const [entry] = await ends()
    expect(entry).toMatchObject({ kind: 'burn', delta: -1_234_567n })
    expect(entry?.detail).toEqual({
      operation: 'transcription',
      requestId: 'a',
      costMicroUsd: 900,
    })
    await assertClean()
  })

  test('beyond the worst case is paid all the same: what is missing becomes debt', async () => {
    const { user, balance, assertClean } = await person(10)
    const worstCase = { amount: credits(5) }
    const done = await metered(
      { user, operation: 'transcription', key: 'a', request, worstCase },
      async ({ spent }) => spent({ amount: credits(12) }),
    )
    expect(done).toMatchObject({ charge: { amount: credits(12) } })
    expect(await balance()).toMatchObject({ available: 0, debt: credits(2) })
    await assertClean()
  })

  test('that is never told is what was held, and says that it is estimated', async () => {
    const { user, ends, assertClean } = await person(50)
    const done = await metered({ ...call, user, key: 'a' }, nothing)
    expect(done).toMatchObject({ charge: { amount: credits(6), estimated: true } })
    expect((await ends())[0]?.detail).toMatchObject({ estimated: true })
    await assertClean()
  })

  test('is paid as far as it was told when the work fails on the way', async () => {
    const { user, balance, assertClean } = await person(50)
    const broken = metered({ ...call, user, key: 'a' }, async ({ spent }) => {
      spent({ inputTokens: 1_000, cachedTokens: 0, outputTokens: 0 })
      throw new Error('hung up')
    })
    await expect(broken).rejects.toThrow('hung up')
    expect(await balance()).toMatchObject({ available: credits(49) })
    await assertClean()
  })
})

describe('no cost that is none reaches the ledger', () => {
  const nonsense: [string, Measure][] = [-1, 0.5, Number.NaN, Infinity, 2 ** 53].flatMap(
    (value): [string, Measure][] => [
      [`${value} units`, { units: value }],
      [`${value} micro-credits`, { amount: value as never }],
      [`${value} micro-dollars`, { amount: credits(1), costMicroUsd: value }],
      [`${value} tokens`, { inputTokens: value, cachedTokens: 0, outputTokens: 0 }],
    ],
  )

  test.each(nonsense)('%s', async (_name, measure) => {
    const { user, ends, balance, assertClean } = await person(50)
    const job = { user, operation: 'image', request }
    const held = metered({ ...job, key: 'held', worstCase: measure }, never)
    await expect(held).rejects.toThrow(RangeError)
    const told = metered({ ...job, key: 'told' }, async ({ spent }) => spent(measure))
    await expect(told).rejects.toThrow(RangeError)
    expect(await balance()).toMatchObject({ available: credits(50), debt: 0 })
    expect((await ends()).map(({ kind }) => kind)).toEqual(['release'])
    await assertClean()
  })

  test('nor units of what is priced by tokens, which would be free', async () => {
    const { user } = await person(50)
    const call = { user, operation: 'chat', model: 'gpt-5-mini', key: 'a', request }
    await expect(metered(call, never)).rejects.toThrow('not priced by the unit')
  })

  test('nor does a report count that comes after the end', async () => {
    const { user, balance } = await person(50)
    let late: ((total: Measure) => void) | undefined
    await metered({ user, operation: 'image', key: 'a', request }, async ({ spent }) => {
      late = spent
    })
    expect(() => late?.({ units: 0 })).toThrow('paid for already')
    expect(await balance()).toMatchObject({ available: credits(30) })
  })
})

describe('refused before anything runs', () => {
  test('without enough credits: price, balance and where to get more', async () => {
    const { user, ends } = await person(19)
    await expect(
      metered({ user, operation: 'image', key: 'a', request }, never),
    ).rejects.toMatchObject({
      code: 'insufficient_credits',
      status: 402,
      options: {
        details: {
          price: credits(20),
          balance: credits(19),
          topUpUrl: `${testEnvironment.APP_URL}/billing`,
        },
      },
    })
    expect(await ends()).toEqual([])
    // The refusal used up nothing, the key neither.
    await grant(db, {
      userId: user.id,
      kind: 'topup',
      sourceKey: 'second',
      amount: credits(1),
      reason: 'Top-up',
    })
    const again = await metered({ user, operation: 'image', key: 'a', request }, nothing)
    expect(again).toMatchObject({ outcome: 'done' })
  })

  test('a frozen account, an operation without a price, a key that is none, a user who left', async () => {
    const { user, ends } = await person(50)
    const job = { user, operation: 'image', key: 'a', request }
    const attempt = (part: Partial<Parameters<typeof metered>[0]>) =>
      metered({ ...job, ...part }, never)
    await expect(attempt({ operation: 'hologram' })).rejects.toMatchObject({
      code: 'unpriced_model',
      status: 422,
    })
    for (const [part, code] of [
      [{ model: 'unheard-of' }, 'unpriced_model'],
      [{ key: '' }, 'bad_request'],
      [{ key: 'a\0' }, 'bad_request'],
      [{ key: 'a'.repeat(201) }, 'bad_request'],
      [{ user: { id: randomUUID() } }, 'insufficient_credits'],
    ] as const)
      await expect(attempt(part)).rejects.toMatchObject({ code })
    await expect(attempt({ ttlSeconds: 0 })).rejects.toThrow(RangeError)
    await expect(attempt({ worstCase: { units: 0 } })).rejects.toThrow(RangeError)
    const gone = AbortSignal.abort(new Error('gone'))
    await expect(attempt({ signal: gone })).rejects.toThrow('gone')
    await freeze(db, { userId: user.id, cause: 'manual' })
    await expect(attempt({})).rejects.toMatchObject({ code: 'account_frozen', status: 403 })
    expect(await ends()).toEqual([])
  })
})

describe('the same key', () => {
  test('is paid once and tells what became of it', async () => {
    const { user, ends, assertClean } = await person(50)
    const job = { user, operation: 'image', key: 'a', request: { size: 1, prompt: 'x' } }
    await metered(job, nothing)
    const reordered = { ...job, request: { prompt: 'x', size: 1 } }
    expect(await metered(reordered, never)).toMatchObject({
      outcome: 'replayed',
      state: 'settled',
      amount: credits(20),
      balance: { available: credits(30) },
    })
    await expect(metered({ ...job, request: { prompt: 'y' } }, never)).rejects.toMatchObject({
      code: 'conflict',
      status: 409,
    })
    const failing = { ...job, key: 'b' }
    await expect(metered(failing, never)).rejects.toThrow('must not run')
    expect(await metered(failing, never)).toMatchObject({ state: 'released', amount: 0 })
    expect(await ends()).toHaveLength(2)
    await assertClean()
  })

  test('is a conflict while it is worked on; of another operation or user it is another', async () => {
    const { user } = await person(500)
    const other = await person(50)
    const job = { user, operation: 'image', key: 'a', request }
    await metered(job, async () => {
      await expect(metered(job, never)).rejects.toMatchObject({
        code: 'conflict',
        message: 'This request is already being worked on.',
      })
      expect(await metered({ ...job, operation: 'video' }, nothing)).toMatchObject({
        outcome: 'done',
      })
      expect(await metered({ ...job, user: other.user }, nothing)).toMatchObject({
        outcome: 'done',
      })
    })
  })

  test('at once from everywhere runs once', async () => {
    const { user, assertClean } = await person(500)
    let runs = 0
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, () =>
        metered({ user, operation: 'image', key: 'a', request }, async () => {
          runs += 1
        }).then(
          ({ outcome }) => outcome,
          (error: { code: string }) => error.code,
        ),
      ),
    )
    expect(runs).toBe(1)
    expect(count(outcomes, 'done')).toBe(1)
    expect(count(outcomes, 'conflict') + count(outcomes, 'replayed')).toBe(29)
    expect(await readBalance(db, user.id)).toMatchObject({ available: credits(480) })
    await assertClean()
  })
})

test('fifty at once with credits for seven: seven run, the rest is 402', async () => {
  const { user, balance, ends, assertClean } = await person(7 * 20 + 19)
  let runs = 0
  const all = Promise.withResolvers<void>()
  let refused = 0
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      metered({ user, operation: 'image', key: `${index}`, request }, async () => {
        runs += 1
        await all.promise // nobody gives way before everybody has asked
      }).then(
        ({ outcome }) => outcome,
        (error: { status: number }) => {
          refused += 1
          if (refused === 43) all.resolve()
          return error.status
        },
      ),
    ),
  )
  expect(runs).toBe(7)
  expect(count<unknown>(outcomes, 'done')).toBe(7)
  expect(count<unknown>(outcomes, 402)).toBe(43)
  expect(await balance()).toMatchObject({ available: credits(19), held: 0, debt: 0 })
  expect(await ends()).toHaveLength(7)
  await assertClean()
})

describe('stopped', () => {
  test.each([
    ['before anything was used, it costs nothing', 0],
    ['after something was used, that is paid', 1],
  ])('%s', async (_name, used) => {
    const { user, balance, assertClean } = await person(50)
    const stop = new AbortController()
    const job = { user, operation: 'transcription', key: 'a', request, worstCase: { units: 5 } }
    const stopped = metered({ ...job, signal: stop.signal }, ({ signal, spent }) => {
      if (used > 0) spent({ units: used })
      const { promise, reject } = Promise.withResolvers<void>()
      signal.addEventListener('abort', () => reject(signal.reason as Error))
      stop.abort(new Error('stopped'))
      return promise
    })
    await expect(stopped).rejects.toThrow('stopped')
    expect(await balance()).toMatchObject({ available: credits(50 - 2 * used) })
    await assertClean()
  })
})

test('a process that dies leaves its hold to the sweep, and the key says so', async () => {
  const { user, balance, assertClean } = await person(50)
  const job = { user, operation: 'image', key: 'a', request }
  // It never comes back from here; its own renewal is 20 seconds away.
  const dead = new Promise<void>((begun) => {
    void metered(job, () => {
      begun()
      return new Promise(() => {})
    })
  })
  await dead
  expect(await balance()).toMatchObject({ held: credits(20) })
  await sweep(db, { limit: 1_000 })
  expect(await balance()).toMatchObject({ held: credits(20) })
  await sweep(db, { limit: 1_000, at: new Date(Date.now() + 61_000) })
  expect(await balance()).toMatchObject({ available: credits(50), held: 0 })
  expect(await metered(job, never)).toMatchObject({ outcome: 'replayed', state: 'lapsed' })
  await assertClean()
})

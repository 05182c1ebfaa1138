import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { clock } from '@/lib/clock'
import { credits } from '@/lib/credits'
import { forgetPrices, listPrices, metered, priceOf, setPrice } from '@/lib/metering'
import type { PrismaClient } from '@/prisma/generated/client'
import { userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'
import { priceCommand } from '@/lib/metering/price-command'
import { booksOf } from '@/tests/support/metering'

let db: PrismaClient
beforeAll(async () => {
  ;({ db } = await testDatabase())
})
afterEach(() => {
  clock.freeze(undefined)
  forgetPrices()
})

const may = new Date('2030-05-01T00:00:00Z')
const june = new Date('2030-06-01T00:00:00Z')
const justBefore = (instant: Date) => new Date(instant.getTime() - 1)

describe('a new price', () => {
  test('is in force from its instant on, and leaves what was charged before as it was', async () => {
    clock.freeze(may)
    const userId = await userWith(db, 100)
    const { ends } = booksOf(db, userId)
    const draw = (key: string) =>
      metered({ user: { id: userId }, operation: 'image', key, request: null }, async () => {})
    await setPrice({ operation: 'image', flat: credits(25), from: june })
    await draw('before')
    const before = await ends()

    clock.freeze(justBefore(june))
    expect((await priceOf('image')).flat).toBe(credits(20))
    clock.freeze(june)
    expect((await priceOf('image')).flat).toBe(credits(25))
    await draw('after')
    const after = await ends()
    expect(after.slice(0, 1)).toEqual(before)
    expect(after.map(({ delta }) => delta)).toEqual([-20_000_000n, -25_000_000n])
    expect(after.map(({ detail }) => detail)).toMatchObject([
      { price: { flat: credits(20) }, priceSince: '2020-01-01T00:00:00.000Z' },
      { price: { flat: credits(25) }, priceSince: '2030-06-01T00:00:00.000Z' },
    ])
  })

  test('does not change what is running: the price of the start is paid', async () => {
    const userId = await userWith(db, 100)
    await setPrice({ operation: 'poster', flat: credits(3) })
    const done = await metered(
      { user: { id: userId }, operation: 'poster', key: 'a', request: null },
      async () => {
        clock.freeze(new Date(Date.now() + 60_000))
        await setPrice({ operation: 'poster', flat: credits(50) })
      },
    )
    expect(done).toMatchObject({ charge: { amount: credits(3) } })
  })

  test('that is still to come may be set again; one in force may not be touched', async () => {
    clock.freeze(may)
    const card = { operation: 'card', from: june }
    await setPrice({ ...card, flat: 5 })
    await setPrice({ ...card, flat: 6 })
    expect(await db.price.count({ where: { operation: 'card' } })).toBe(1)
    clock.freeze(june)
    expect((await priceOf('card')).flat).toBe(6)
    await expect(setPrice({ ...card, flat: 7 })).rejects.toThrow('Unique constraint')
    clock.freeze(new Date(june.getTime() + 1))
    await expect(setPrice({ ...card, flat: 7 })).rejects.toMatchObject({ code: 'bad_request' })
    expect((await priceOf('card')).flat).toBe(6)
  })

  test.each([
    ['nothing at all', {}],
    ['nothing but cached tokens', { cached: 5 }],
    ['less than nothing', { flat: -1 }],
    ['less than nothing for one kind of token', { flat: 5, output: -1 }],
    ['NaN', { flat: Number.NaN }],
    ['infinitely much', { flat: Infinity }],
    ['half a micro-credit', { flat: 0.5 }],
    ['more than is exact', { flat: 2 ** 53 }],
    ['a cost below zero', { flat: 5, cost: { flat: -1 } }],
    ['no name', { operation: '', flat: 5 }],
    ['no date', { flat: 5, from: new Date('never') }],
    ['a past date', { flat: 5, from: new Date('2020-06-01') }],
  ])('of %s is refused', async (_name, part) => {
    const before = await db.price.count()
    await expect(setPrice({ operation: 'nonsense', ...part })).rejects.toMatchObject({
      code: 'bad_request',
    })
    expect(await db.price.count()).toBe(before)
  })
})

test('the list tells which price is in force', async () => {
  clock.freeze(may)
  await setPrice({ operation: 'list', flat: 1 })
  clock.freeze(new Date(may.getTime() + 60_000))
  await setPrice({ operation: 'list', flat: 2 })
  await setPrice({ operation: 'list', flat: 3, from: june })
  const listed = (await listPrices()).filter(({ operation }) => operation === 'list')
  expect(listed.map(({ flat, state }) => [flat, state])).toEqual([
    [3, 'to come'],
    [2, 'in force'],
    [1, 'past'],
  ])
})

describe('the command', () => {
  test('sets what is named and keeps the rest', async () => {
    clock.freeze(may)
    const [said] = await priceCommand(
      'set chat --model gpt-5-mini --output 5 --from 2030-06-01T02:00:00+02:00'.split(' '),
    )
    expect(said).toBe(
      'to come   2030-06-01T00:00:00.000Z  chat gpt-5-mini: input 1, cached 0.1, output 5; ' +
        'costs input 0.00025, cached 0.000025, output 0.002',
    )
    expect(await priceOf('chat', 'gpt-5-mini', june)).toMatchObject({
      input: 1_000_000_000,
      output: 5_000_000_000,
      cost: { output: 2_000_000 },
    })
    expect(await priceCommand([])).toContain(said)
  })

  test.each([
    'set',
    'sell image',
    'set image --flat many',
    'set image --flat=-1',
    'set image --flat 0',
    'set image --flat 21 --from 2030-06-01',
    'set image --flat 21 --from 2020-06-01T00:00:00Z',
    'set image --rate 21',
  ])('refuses %s', async (args) => {
    clock.freeze(may)
    const before = await db.price.count()
    await expect(priceCommand(args.split(' '))).rejects.toMatchObject({ code: 'bad_request' })
    expect(await db.price.count()).toBe(before)
  })
})

import { beforeAll, expect, test } from 'vitest'
import { audit, credits, readBalance, type MicroCredits } from '@/lib/credits'
import { costOf, forgetPrices, metered, priceOf, setPrice } from '@/lib/metering'
import type { PrismaClient } from '@/prisma/generated/client'
import { userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'

/** LibreChat 2359: a multiplier below zero in the price table credited millions. */
let db: PrismaClient
let userId: string

beforeAll(async () => {
  ;({ db } = await testDatabase())
  userId = await userWith(db, 50)
})

const refused = (operation: string) =>
  expect(
    metered({ user: { id: userId }, operation, key: 'a', request: null }, () =>
      Promise.reject(new Error('must not run')),
    ),
  ).rejects.toMatchObject({ code: 'unpriced_model' })

test('a price below zero cannot be set', async () => {
  for (const rate of ['input', 'cached', 'output', 'flat'] as const)
    await expect(
      setPrice({ operation: 'minus', flat: 1, output: 1, [rate]: -15_000_000_000 }),
    ).rejects.toMatchObject({ code: 'bad_request' })
  await refused('minus')
})

test('one in force counts as none, wherever it came from', async () => {
  const price = await priceOf('image')
  const usage = { inputTokens: 1_000, cachedTokens: 1_000, outputTokens: 1_000 }
  for (const rate of ['input', 'cached', 'output', 'flat'] as const)
    expect(() => costOf({ ...price, [rate]: -1 as MicroCredits }, usage)).toThrow(RangeError)
  await expect(
    db.price.create({
      data: { operation: 'below', model: '', flat: -1n, validFrom: new Date(0) },
    }),
  ).rejects.toThrow(/Price_not_negative/)
  forgetPrices()
  await refused('below')
  expect(await readBalance(db, userId)).toMatchObject({ available: credits(50), held: 0 })
  expect(await audit(db, { userId })).toEqual([])
})

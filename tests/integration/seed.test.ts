import { expect, test } from 'vitest'
import { credits } from '@/lib/credits/unit'
import { testDatabase } from '@/tests/support/database'

test('the sample users have the balances their stories need, the ledger agrees, and a second seeding adds nothing', async () => {
  const { url, db } = await testDatabase()
  const { seed } = await import('@/prisma/seed')
  const { audit, readBalance } = await import('@/lib/credits')
  await seed(url, () => {})
  const balanceOf = async (email: string) => {
    const { id } = await db.user.findUniqueOrThrow({ where: { email } })
    return readBalance(db, id)
  }

  expect((await balanceOf('linus@example.com')).available).toBe(credits(2))
  const kinds = (await balanceOf('mina@example.com')).buckets.map((bucket) => bucket.kind)
  expect(kinds.toSorted()).toEqual(['plan', 'topup'])
  expect((await balanceOf('ada@example.com')).available).toBeGreaterThan(credits(100))
  expect(await audit(db)).toEqual([])

  const entries = await db.creditEntry.count()
  expect(entries).toBeGreaterThan(100)
  await seed(url, () => {})
  expect(await db.creditEntry.count()).toBe(entries)
  expect(await db.user.count()).toBe(4)
}, 120_000)

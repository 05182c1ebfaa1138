import { expect, inject, test } from 'vitest'
import { deploy, drift } from '@/prisma/migrate'
import { models, tokenOperations } from '@/lib/catalogue'
import { testDatabase } from '@/tests/support/database'

test('the migrations lead exactly to the schema', async () => {
  expect(await drift(inject('adminUrl'))).toBeNull()
})

test('deploying again changes nothing, also from two places at once', async () => {
  const { url, db } = await testDatabase()
  const [first, second] = await Promise.all([deploy(url), deploy(url)])
  expect([...first.migrations, ...second.migrations]).toEqual([])
  const applied = await db.$queryRaw<{ migration_name: string; finished_at: Date | null }[]>`
    select migration_name, finished_at from _prisma_migrations`
  expect(applied.length).toBeGreaterThan(0)
  expect(applied.every((row) => row.finished_at !== null)).toBe(true)
})

test('the price table is filled once', async () => {
  const { db } = await testDatabase()
  for (const operation of Object.keys(tokenOperations)) {
    const prices = await db.price.findMany({ where: { operation } })
    expect(prices.map((price) => price.model)).toEqual(Object.keys(models))
  }
})

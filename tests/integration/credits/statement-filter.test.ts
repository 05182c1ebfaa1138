import { beforeAll, expect, test } from 'vitest'
import {
  credits,
  grant,
  release,
  reserve,
  reverse,
  settle,
  statement,
  usedModels,
} from '@/lib/credits'
import { everything, readFilter, type StatementFilter } from '@/lib/credits/statement-filter'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

let db: PrismaClient
let userId: string

const day = (date: string, time = '12:00') => new Date(`2026-03-${date}T${time}:00.000Z`)

async function use(key: string, amount: number, model: string, at: Date) {
  const operationKey = `${key}/0/0`
  const ttlSeconds = 60
  await reserve(db, { userId, operationKey, requestHash: '', amount: credits(5), ttlSeconds, at })
  const detail = { operation: 'chat', requestId: key, model }
  await settle(db, { userId, operationKey, actual: credits(amount), detail, at })
}

const show = async (filter: StatementFilter) =>
  (await statement(db, userId, { limit: 50, filter })).lines.map(
    ({ kind, delta }) => `${kind} ${delta / 1_000_000}`,
  )

beforeAll(async () => {
  ;({ db } = await testDatabase())
  ;({ id: userId } = await createUser(db))
  const topUp = { userId, kind: 'topup', reason: '250 credits' } as const
  await grant(db, { ...topUp, sourceKey: 'a', amount: credits(10), at: day('01') })
  const short = { kind: 'promo', expiresAt: day('03'), reason: 'Welcome' } as const
  await grant(db, { ...topUp, ...short, sourceKey: 'b', amount: credits(7), at: day('01') })
  await use('one', 2, 'gpt-5', day('02', '23:59'))
  await use('two', 3, 'gpt-5-mini', day('04', '00:00'))
  await use('three', 0, 'gpt-5-mini', day('05'))
  const held = { userId, operationKey: 'four/0/0' }
  await reserve(db, { ...held, requestHash: '', amount: credits(1), ttlSeconds: 60, at: day('06') })
  await release(db, { ...held, at: day('06') })
  await reverse(db, { userId, sourceKey: 'a', target: credits(9), at: day('07') })
  await grant(db, { ...topUp, sourceKey: 'c', amount: credits(20), at: day('08') })
})

test('by kind', async () => {
  expect(await show({ kind: 'spent' })).toEqual(['burn -3', 'burn -2'])
  expect(await show({ kind: 'added' })).toEqual(['grant 20', 'grant 7', 'grant 10'])
  expect(await show({ kind: 'expired' })).toEqual(['expire -5'])
  expect(await show({ kind: 'taken_back' })).toEqual(['clawback -7'])
  expect(await show({ kind: 'repaid' })).toEqual(['repay -2'])
})

test('what came to nothing is shown only where it is asked for', async () => {
  expect(await show({ kind: 'held' })).toEqual(['release 0', 'burn 0'])
  expect(await show(everything)).toEqual([
    'repay -2',
    'grant 20',
    'clawback -7',
    'burn -3',
    'expire -5',
    'burn -2',
    'grant 7',
    'grant 10',
  ])
})

test('by model, of those that were used', async () => {
  expect(await usedModels(db, userId)).toEqual(['gpt-5', 'gpt-5-mini'])
  expect(await show({ kind: 'all', model: 'gpt-5' })).toEqual(['burn -2'])
  expect(await show({ kind: 'all', model: 'gpt-4' })).toEqual([])
})

test('by days in UTC, both included, whatever the session’s time zone', async () => {
  expect(await show({ kind: 'spent', from: '2026-03-02', to: '2026-03-02' })).toEqual(['burn -2'])
  expect(await show({ kind: 'spent', from: '2026-03-03', to: '2026-03-04' })).toEqual(['burn -3'])
  expect(await show({ kind: 'spent', to: '2026-03-03' })).toEqual(['burn -2'])
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`set local time zone 'Pacific/Auckland'`
    const filter = { kind: 'spent', from: '2026-03-02', to: '2026-03-02' } as const
    expect((await statement(tx, userId, { limit: 9, filter })).lines).toHaveLength(1)
  })
})

test('any nonsense of an address bar reads the statement', async () => {
  const whole = await show(everything)
  for (const query of [
    { kind: 'x', model: "'; drop table", from: '2026-02-30', to: 'tomorrow' },
    { kind: ['spent', 'held'], from: ['2026-03-01'], model: '\0' },
    { from: '0001-01-01', to: '9999-12-31' },
    { kind: '', model: '', from: '', to: '' },
  ])
    expect(await show(readFilter(query))).toEqual(whole)
})

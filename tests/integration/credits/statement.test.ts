import { beforeAll, expect, test } from 'vitest'
import { credits, grant, reserve, settle, statement, type StatementLine } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'

let db: PrismaClient

beforeAll(async () => {
  ;({ db } = await testDatabase())
})

async function call(userId: string, requestId: string, step: number, amount: number) {
  const operationKey = `${requestId}/${step}/0`
  await reserve(db, {
    userId,
    operationKey,
    requestHash: '',
    amount: credits(amount + 1),
    ttlSeconds: 60,
  })
  await settle(db, {
    userId,
    operationKey,
    actual: credits(amount),
    detail: { operation: 'chat', requestId, step, model: 'gpt-5-mini' },
  })
}

const brief = (line: StatementLine) => [line.kind, line.delta / 1_000_000, line.calls.length]

test('the calls of one request are one line that opens, also with others between them', async () => {
  const userId = await userWith(db, 100)
  await call(userId, 'a', 0, 1)
  await call(userId, 'a', 1, 2)
  await call(userId, 'b', 0, 3)
  await call(userId, 'a', 2, 4)
  const { lines, nextCursor } = await statement(db, userId, { limit: 10 })
  expect(lines.map(brief)).toEqual([
    ['burn', -7, 3],
    ['burn', -3, 1],
    ['grant', 100, 0],
  ])
  expect(nextCursor).toBeNull()
  expect(lines[0]).toMatchObject({
    balanceAfter: credits(90),
    buckets: [{ kind: 'topup', reason: 'Top-up', amount: credits(7) }],
    calls: [
      { delta: -credits(1), balanceAfter: credits(99), detail: { step: 0 } },
      { delta: -credits(2), balanceAfter: credits(97), detail: { step: 1 } },
      { delta: -credits(4), balanceAfter: credits(90), detail: { step: 2 } },
    ],
  })
})

test('pages hold whole lines, and new entries do not move them', async () => {
  const userId = await userWith(db, 10_000)
  for (let request = 0; request < 12; request++)
    for (let step = 0; step < 1 + (request % 4) * 4; step++)
      await call(userId, `r${request}`, step, 1)
  const whole = await statement(db, userId, { limit: 1000 })
  expect(whole.lines).toHaveLength(13)
  for (const limit of [1, 2, 5, 13]) {
    const pages: StatementLine[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof statement>> = await statement(db, userId, {
        cursor,
        limit,
      })
      expect(page.lines.length).toBeLessThanOrEqual(limit)
      pages.push(...page.lines)
      cursor = page.nextCursor
    } while (cursor)
    expect(pages).toEqual(whole.lines)
  }
  const first = await statement(db, userId, { limit: 3 })
  await call(userId, 'later', 0, 1)
  const second = await statement(db, userId, { cursor: first.nextCursor, limit: 3 })
  expect(second.lines).toEqual(whole.lines.slice(3, 6))
})

test('a debt shows where it came from and how it was repaid', async () => {
  const userId = await userWith(db, 1)
  await reserve(db, {
    userId,
    operationKey: 'op',
    requestHash: '',
    amount: credits(1),
    ttlSeconds: 60,
  })
  await settle(db, { userId, operationKey: 'op', actual: credits(3) })
  await grant(db, {
    userId,
    kind: 'topup',
    sourceKey: 'payment_intent:pi_1',
    amount: credits(5),
    reason: '5 credits',
    paidBy: 'pi_1',
  })
  const { lines } = await statement(db, userId, { limit: 10 })
  expect(lines).toMatchObject([
    { kind: 'repay', delta: -credits(2), debtDelta: -credits(2), balanceAfter: credits(3) },
    { kind: 'grant', delta: credits(5), buckets: [{ paidBy: 'pi_1', reason: '5 credits' }] },
    { kind: 'burn', delta: -credits(1), debtDelta: credits(2), balanceAfter: 0 },
    { kind: 'grant', delta: credits(1) },
  ])
})

test('another’s entries are never read, and a cursor that is none reads from the start', async () => {
  const [one, other] = [await userWith(db, 1), await userWith(db, 2)]
  const { lines } = await statement(db, one, { limit: 10, cursor: 'x; drop table' })
  expect(lines.map((line) => line.delta)).toEqual([credits(1)])
  expect((await statement(db, other, { limit: 10 })).lines).toHaveLength(1)
})

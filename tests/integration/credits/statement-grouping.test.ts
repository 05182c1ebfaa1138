import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { charge, credits, statement, type StatementLine } from '@/lib/credits'
import { everything, type StatementFilter } from '@/lib/credits/statement-filter'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { chargeCalls, type Call } from '@/tests/support/statement'
import { userWith } from '@/tests/support/credits'

let db: PrismaClient

beforeAll(async () => {
  ;({ db } = await testDatabase())
})

/** All pages, and how long each was. */
async function walk(userId: string, limit: number, filter: StatementFilter = everything) {
  const lines: StatementLine[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof statement>> = await statement(db, userId, {
      cursor,
      limit,
      filter,
    })
    expect(page.lines.length).toBeLessThanOrEqual(limit)
    expect(page.nextCursor === null || page.lines.length === limit).toBe(true)
    lines.push(...page.lines)
    cursor = page.nextCursor
  } while (cursor !== null)
  return lines
}

const entriesOf = (line: StatementLine) =>
  line.calls.length > 0 ? line.calls.map(({ seq }) => seq) : [line.seq]

/** What is charged for which request, with what model; `null`: an operation of its own. */
const call: fc.Arbitrary<Call> = fc.record({
  request: fc.option(fc.constantFrom('a', 'b', 'a~1', 'ab', 'B', 'a/2', 'ä')),
  model: fc.constantFrom('gpt-5', 'gpt-5-mini'),
})

test('in any interleaving and page size each entry is in one line, each request one line, newest first', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(call, { minLength: 1, maxLength: 24 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(undefined, 'gpt-5'),
      async (calls, limit, model) => {
        const userId = await userWith(db, 1_000)
        await chargeCalls(db, userId, calls)
        const filter: StatementFilter = { kind: 'spent', model }
        const lines = await walk(userId, limit, filter)

        const rows = await db.creditEntry.findMany({
          where: {
            userId,
            kind: 'burn',
            ...(model && { detail: { path: ['model'], equals: model } }),
          },
          orderBy: { seq: 'asc' },
        })
        expect(lines.flatMap(entriesOf).toSorted((a, b) => a - b)).toEqual(
          rows.map(({ seq }) => Number(seq)),
        )
        const heads = lines.map(({ seq }) => seq)
        expect(heads).toEqual(heads.toSorted((a, b) => b - a))
        for (const line of lines) expect(line.seq).toBe(Math.max(...entriesOf(line)))

        const wanted = calls.filter((each) => !model || each.model === model)
        const requests = new Set(wanted.flatMap(({ request }) => request ?? []))
        const alone = wanted.filter(({ request }) => request === null).length
        expect(lines).toHaveLength(requests.size + alone)

        const newest = new Map(rows.map((row) => [Number(row.seq), Number(row.balanceAfter)]))
        for (const line of lines) {
          expect(line.balanceAfter).toBe(newest.get(line.seq))
          expect(line.delta).toBe(line.calls.reduce((sum, { delta }) => sum + delta, 0))
        }
      },
    ),
    { numRuns: 30 },
  )
}, 120_000)

test('a call written between two pages neither repeats a line nor hides one', async () => {
  const userId = await userWith(db, 1_000)
  const calls = ['a', 'b', 'c'].map((request) => ({ request, model: 'gpt-5' }))
  await chargeCalls(db, userId, calls)
  const first = await statement(db, userId, { limit: 2, filter: { kind: 'spent' } })
  await chargeCalls(db, userId, calls, 10)
  const second = await statement(db, userId, {
    cursor: first.nextCursor,
    limit: 2,
    filter: { kind: 'spent' },
  })
  const requests = [...first.lines, ...second.lines].map(({ detail }) => detail?.requestId)
  expect(requests).toEqual(['c', 'b', 'a'])
})

test('a request of more calls than are read at a time is one line', async () => {
  const userId = await userWith(db, 1_000)
  const many = Array.from({ length: 230 }, (_, index) => ({
    request: index % 10 === 9 ? `other ${index}` : 'long',
    model: 'gpt-5',
  }))
  await chargeCalls(db, userId, many)
  const lines = await walk(userId, 5, { kind: 'spent' })
  expect(lines).toHaveLength(24)
  expect(lines.find(({ detail }) => detail?.requestId === 'long')?.calls).toHaveLength(207)
})

const single = (userId: string, operationKey: string, requestId: string) =>
  charge(db, {
    userId,
    operationKey,
    requestHash: '',
    amount: credits(1),
    detail: { operation: 'report', requestId },
  })

test('operations whose own keys end like a call’s stay apart', async () => {
  const userId = await userWith(db, 1_000)
  for (const key of ['2026/11/20', '2026/11/21']) await single(userId, `report:${key}`, key)
  expect(await walk(userId, 10, { kind: 'spent' })).toHaveLength(2)
})

test('a failed request that was tried again is one line with what it had cost before', async () => {
  const userId = await userWith(db, 1_000)
  await single(userId, 'chat:a/0/0', 'a')
  await single(userId, 'chat:b/0/0', 'b')
  await single(userId, 'chat:a~1/0/0', 'a')
  await single(userId, 'chat:a~12/0/1', 'a')
  const lines = await walk(userId, 1, { kind: 'spent' })
  expect(lines.map((line) => [line.detail?.requestId, line.calls.length])).toEqual([
    ['a', 3],
    ['b', 1],
  ])
})

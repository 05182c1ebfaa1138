import { beforeAll, expect, test } from 'vitest'
import { credits, exportStatement, grant, readForecast, setAllowance } from '@/lib/credits'
import { everything } from '@/lib/credits/statement-filter'
import { exportRequest, exportUsage } from '@/lib/usage'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { chargeCalls } from '@/tests/support/statement'
import { userWith } from '@/tests/support/credits'
import { createUser } from '@/tests/support/users'

let db: PrismaClient

beforeAll(async () => {
  ;({ db } = await testDatabase())
})

const ask = (userId: string, query: string) =>
  exportUsage(userId, exportRequest(new URLSearchParams(query)))

test('CSV: one row an entry, oldest first, amounts exact, no formulas, quoted by RFC 4180', async () => {
  const { id: userId } = await createUser(db)
  await grant(db, {
    userId,
    kind: 'manual',
    sourceKey: '=HYPERLINK("https://evil.example")',
    amount: credits(3),
    reason: 'Sorry, "again"',
    paidBy: '@pi_1',
  })
  await chargeCalls(db, userId, [{ request: 'a', model: '=cmd|x' }])
  const response = await ask(userId, 'format=csv')
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename="credits-until-\d{4}-\d\d-\d\d\.csv"$/,
  )
  const [head, first, second, end] = (await response.text()).split('\r\n')
  expect(head).toMatch(/^number,time,kind,delta_micro,delta_credits,/)
  expect(first).toMatch(/^1,[^,]+,grant,3000000,3,0,0,3000000,3,/)
  expect(first).toMatch(/,"\d+ Sorry, ""again"" 3",/)
  expect(first).toContain(`,'@pi_1,"'=HYPERLINK(""https://evil.example"")"`)
  expect(second).toMatch(/^2,[^,]+,burn,-1000000,-1,0,0,2000000,2,chat,a,'=cmd\|x,/)
  expect(end).toBe('')
})

test('JSON: the same, narrowed by the same filter', async () => {
  const userId = await userWith(db, 10)
  await chargeCalls(db, userId, [
    { request: 'a', model: 'gpt-5' },
    { request: 'b', model: 'gpt-5-mini' },
  ])
  const rows: unknown = await (await ask(userId, 'format=json&kind=spent&model=gpt-5')).json()
  expect(rows).toMatchObject([
    {
      number: 2,
      kind: 'burn',
      delta_micro: -1_000_000,
      delta_credits: '-1',
      balance_after_credits: '9',
      request_id: 'a',
      model: 'gpt-5',
      buckets: [{ kind: 'topup', reason: 'Top-up', amount_micro: 1_000_000, amount_credits: '1' }],
      paid_by: [],
      operation_key: 'chat:a/0/0',
    },
  ])
  const none = await ask(userId, 'format=json&kind=expired&from=2026-01-01&to=2026-01-31')
  expect(none.headers.get('content-disposition')).toContain(
    'credits-expired-2026-01-01-to-2026-01-31.json',
  )
  expect(await none.json()).toEqual([])
})

test('another’s entries are in no export', async () => {
  const [one, other] = [await userWith(db, 1), await userWith(db, 2)]
  const rows = (await (await ask(one, 'format=json')).json()) as { delta_credits: string }[]
  expect(rows.map((row) => row.delta_credits)).toEqual(['1'])
  expect(await (await ask(other, 'format=json')).json()).toHaveLength(1)
})

/** Charges so many operations one micro-credit each, in one statement. */
const chargeMany = (userId: string, name: string, many: number) =>
  db.$queryRaw`
    select count(charge.outcome)::int
    from generate_series(1, ${many}::int) n,
      lateral credit_charge(${userId}::uuid, ${name} || ':' || n, sha256('x'), 1) charge`

test('it is read in pieces, and what is written meanwhile is not in it', async () => {
  const userId = await userWith(db, 10)
  await chargeMany(userId, 'before', 1_199)
  const pieces: string[] = []
  for await (const piece of exportStatement(db, userId, { format: 'json', filter: everything })) {
    if (pieces.length === 0) await chargeMany(userId, 'meanwhile', 1)
    pieces.push(piece)
  }
  const rows = JSON.parse(pieces.join('')) as { number: number }[]
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 1_200 }, (_, n) => n + 1))
  expect(pieces).toHaveLength(4)
})

test('a request that makes no sense is told what is wrong', () => {
  for (const [query, message] of [
    ['', /format is one of csv, json/],
    ['format=xlsx', /format is one of csv, json/],
    ['format=csv&kind=spend', /kind is one of all/],
    ['format=csv&from=2026-02-30', /from is a day/],
    ['format=csv&model=%00', /model is not/],
  ] as const)
    expect(() => exportRequest(new URLSearchParams(query))).toThrow(message)
})

test('the forecast reads spending, expiry and the next monthly credits from the ledger', async () => {
  const day = (date: number) => new Date(Date.UTC(2026, 5, date))
  const { id: userId } = await createUser(db)
  const anchor = day(1)
  await setAllowance(db, {
    userId,
    sourceKey: 'free',
    amount: credits(100),
    rolloverCap: credits(0),
    reason: 'Free plan',
    anchor,
    at: anchor,
  })
  expect(await readForecast(db, userId, day(5))).toEqual({ outcome: 'unknown' })
  await db.$queryRaw`
    select outcome from credit_charge(${userId}::uuid, 'a', sha256('a'), 20000000, null, ${day(3)}::timestamptz)`
  // 20 in four days: 80 last for 16 more, and the next come on 1 July.
  expect(await readForecast(db, userId, day(5))).toEqual({
    outcome: 'runs_out',
    at: day(21).toISOString(),
  })
  // Over 14 days at most: on the 20th nothing was spent lately.
  expect(await readForecast(db, userId, day(20))).toEqual({ outcome: 'unknown' })
  await grant(db, {
    userId,
    kind: 'topup',
    sourceKey: 'b',
    amount: credits(500),
    reason: '500 credits',
    at: day(5),
  })
  expect(await readForecast(db, userId, day(5))).toEqual({
    outcome: 'lasts',
    until: new Date(Date.UTC(2026, 6, 1)).toISOString(),
  })
})

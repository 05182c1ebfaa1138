import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import * as ledger from '@/lib/credits'
import { microCredits, type GrantKind } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { testDatabase } from '@/tests/support/database'
import { LedgerModel } from '@/tests/support/ledger-model'
import { createUser } from '@/tests/support/users'

/** Any history of movements and clock moves must leave the tables and the model in the same state, and the audit clean. */
let db: PrismaClient

beforeAll(async () => {
  ;({ db } = await testDatabase())
})

const hour = 3_600_000
const start = Date.UTC(2027, 0, 31, 9)

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')
const kind = fc.constantFrom<GrantKind>('promo', 'plan', 'topup', 'manual')

type Command =
  | { do: 'grant'; key: string; kind: GrantKind; amount: number; hours: number | null }
  | { do: 'allow'; key: string; amount: number; cap: number; ago: number; months: number }
  | { do: 'pause'; key: string; paused: boolean }
  | { do: 'reserve'; key: string; hash: string; amount: number; hours: number }
  | { do: 'settle'; key: string; actual: number }
  | { do: 'release'; key: string }
  | { do: 'sweep' }
  | { do: 'freeze'; frozen: boolean }
  | { do: 'wait'; hours: number }

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    do: fc.constant('grant' as const),
    key,
    kind,
    amount: fc.integer({ min: 1, max: 60 }),
    hours: fc.option(fc.integer({ min: 0, max: 72 })),
  }),
  fc.record({
    do: fc.constant('allow' as const),
    key: fc.constantFrom('free', 'il_1', 'il_2', 'il_3'),
    amount: fc.integer({ min: 1, max: 100 }),
    cap: fc.constantFrom(0, 0, 5, 50, 500),
    ago: fc.integer({ min: 0, max: 40 * 24 }),
    months: fc.constantFrom(1, 1, 2, 12),
  }),
  fc.record({
    do: fc.constant('pause' as const),
    key: fc.constantFrom('free', 'il_1'),
    paused: fc.boolean(),
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('reserve' as const),
      key,
      hash: fc.constantFrom('x', 'x', 'x', 'y'),
      amount: fc.integer({ min: 1, max: 80 }),
      hours: fc.integer({ min: 1, max: 100 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      key,
      actual: fc.integer({ min: 0, max: 100 }),
    }),
  },
  fc.record({ do: fc.constant('release' as const), key }),
  fc.record({ do: fc.constant('sweep' as const) }),
  fc.record({ do: fc.constant('freeze' as const), frozen: fc.boolean() }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      hours: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 24 * 20, max: 24 * 80 })),
    }),
  },
)

/** n calendar months after an instant, in UTC, wherever the test runs; clamped to the last day of a shorter month. */
function monthsAfter(anchor: number, n: number): number {
  const date = new Date(anchor)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + n]
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const timeOfDay = anchor % (24 * hour)
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay)) + timeOfDay
}

function periods(anchor: number, months: number | null): { starts: number[]; end: number } {
  const starts = Array.from({ length: months ?? 240 }, (_, n) => monthsAfter(anchor, n))
  return { starts, end: monthsAfter(anchor, months ?? 240) }
}

async function apply(userId: string, model: LedgerModel, command: Command): Promise<void> {
  const at = new Date(model.now)
  /** Replays answer without looking at what is due. */
  const check = (found: { outcome: string; balance: ledger.Balance }, outcome: string) => {
    expect(found.outcome).toBe(outcome)
    if (outcome !== 'replayed' && outcome !== 'conflict')
      expect(found.balance).toEqual(model.balance)
  }
  switch (command.do) {
    case 'wait':
      model.now += command.hours * hour
      return
    case 'grant': {
      const { kind, hours } = command
      const expiresAt = hours === null ? null : new Date(model.now + hours * hour)
      const sourceKey = `grant:${command.key}`
      const found = await ledger.grant(db, {
        userId,
        kind,
        sourceKey,
        amount: microCredits(command.amount),
        expiresAt,
        reason: 'test',
        at,
      })
      return check(
        found,
        model.grant({
          key: sourceKey,
          kind,
          remaining: command.amount,
          expiresAt: expiresAt?.getTime() ?? Infinity,
        }),
      )
    }
    case 'allow': {
      const months = command.key === 'free' ? null : command.months
      const anchor = model.now - command.ago * hour
      const { starts, end } = periods(anchor, months)
      const found = await ledger.setAllowance(db, {
        userId,
        sourceKey: command.key,
        amount: microCredits(command.amount),
        anchor: new Date(anchor),
        until: months === null ? null : new Date(end),
        rolloverCap: microCredits(command.cap),
        reason: 'test',
        at,
      })
      const { key, amount, cap } = command
      return check(found, model.allow({ key, amount, cap, starts, end }))
    }
    case 'pause': {
      const { key: sourceKey, paused } = command
      const act = paused ? ledger.pauseAllowance : ledger.resumeAllowance
      const balance = await act(db, { userId, sourceKey, at })
      model.pause(sourceKey, paused)
      return expect(balance).toEqual(model.balance)
    }
    case 'reserve': {
      const { key: operationKey, hash: requestHash, amount, hours } = command
      const found = await ledger.reserve(db, {
        userId,
        operationKey,
        requestHash,
        amount: microCredits(amount),
        ttlSeconds: hours * 3600,
        at,
      })
      return check(found, model.reserve(operationKey, requestHash, amount, hours * hour))
    }
    case 'settle': {
      const { key: operationKey, actual } = command
      const act = ledger.settle(db, { userId, operationKey, actual: microCredits(actual), at })
      const outcome = model.settle(operationKey, actual)
      if (outcome === 'unknown') return expect(act).rejects.toThrow(/nothing was held/)
      return check(await act, outcome)
    }
    case 'release': {
      const { key: operationKey } = command
      const act = ledger.release(db, { userId, operationKey, at })
      const outcome = model.release(operationKey)
      if (outcome === 'unknown') return expect(act).rejects.toThrow(/nothing was held/)
      return check(await act, outcome)
    }
    case 'sweep':
      await ledger.sweep(db, { limit: 100_000, at })
      return model.sweep()
    case 'freeze':
      await ledger.freeze(db, { userId, frozen: command.frozen })
      model.frozen = command.frozen
  }
}

async function history(commands: Command[]): Promise<void> {
  const { id: userId } = await createUser(db)
  const model = new LedgerModel(start)
  const opening: Command = { do: 'grant', key: 'z', kind: 'topup', amount: 50, hours: null }
  for (const command of [opening, ...commands]) await apply(userId, model, command)
  const { buckets, ...balance } = await ledger.readBalance(db, userId, new Date(model.now))
  model.look()
  expect(balance).toEqual(model.balance)
  const rows = await db.creditGrant.findMany({ where: { userId } })
  expect(buckets).toHaveLength(rows.filter((row) => row.open).length)
  expect(Object.fromEntries(rows.map((row) => [row.sourceKey, Number(row.remaining)]))).toEqual(
    Object.fromEntries(model.buckets.map((bucket) => [bucket.key, bucket.remaining])),
  )
  expect(await ledger.audit(db, { userId })).toEqual([])
}

const histories = fc.array(command, { minLength: 5, maxLength: 50, size: 'max' })

test.each([
  ['a fixed seed', 20_261],
  ['a random seed', undefined],
])('any history agrees with the model: %s', { timeout: 600_000 }, async (_, seed) => {
  await fc.assert(fc.asyncProperty(histories, history), {
    numRuns: Number(process.env.LEDGER_RUNS ?? 50),
    ...(seed !== undefined && { seed }),
  })
})

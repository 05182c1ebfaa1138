import { expect } from 'vitest'
import * as ledger from '@/lib/credits'
import { microCredits } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { type Command, periods } from './ledger-commands'
import type { LedgerModel } from './ledger-model'

const hour = 3_600_000

/** Asks the ledger and the model the same, and expects the same answer. `turn` makes no two holds end at the same moment. */
export async function apply(
  db: PrismaClient,
  userId: string,
  model: LedgerModel,
  command: Command,
  turn: number,
): Promise<void> {
  const at = new Date(model.now)
  const seconds = (hours: number) => hours * 3600 + turn
  const check = (found: { outcome: string; balance: ledger.Balance }, outcome: string) => {
    expect(found).toMatchObject({ outcome, balance: model.balance })
  }
  const unknown = (act: Promise<unknown>) => expect(act).rejects.toThrow(/nothing was held/)
  switch (command.do) {
    case 'wait':
      model.now += command.hours * hour
      return
    case 'grant': {
      const { kind, hours } = command
      const expiresAt = hours === null ? null : new Date(model.now + hours * hour)
      const sourceKey = command.key
      const amount = microCredits(command.amount)
      const reason = 'test'
      const asked = { userId, kind, sourceKey, amount, expiresAt, reason, at }
      const found = await ledger.grant(db, asked)
      const until = expiresAt?.getTime() ?? Infinity
      return check(found, model.grant({ key: sourceKey, kind, amount, expiresAt: until }))
    }
    case 'allow': {
      const { key, amount, cap } = command
      const months = key === 'free' ? null : command.months
      const anchor = model.now - command.ago * hour
      const { starts, end } = periods(anchor, months)
      const found = await ledger.setAllowance(db, {
        userId,
        sourceKey: key,
        amount: microCredits(amount),
        anchor: new Date(anchor),
        until: months === null ? null : new Date(end),
        rolloverCap: microCredits(cap),
        reason: 'test',
        at,
      })
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
      const { key: operationKey, hash: requestHash, hours } = command
      const amount = microCredits(command.amount)
      const asked = { userId, operationKey, requestHash, amount, ttlSeconds: seconds(hours), at }
      const found = await ledger.reserve(db, asked)
      check(found, model.reserve(operationKey, requestHash, amount, seconds(hours) * 1000))
      if (found.outcome !== 'replayed') return
      const ended = model.ended.get(operationKey)
      const { state, captured } = ended ?? { state: 'held', captured: null }
      return expect([found.state, found.captured ?? 0]).toEqual([state, captured ?? 0])
    }
    case 'charge': {
      const { key: operationKey, hash: requestHash } = command
      const amount = microCredits(command.amount)
      const found = await ledger.charge(db, { userId, operationKey, requestHash, amount, at })
      check(found, model.charge(operationKey, requestHash, amount))
      if (found.outcome !== 'charged' && found.outcome !== 'replayed') return
      return expect(found.captured).toBe(model.ended.get(operationKey)?.captured)
    }
    case 'renew': {
      const { key: operationKey, hours } = command
      const asked = { userId, operationKey, ttlSeconds: seconds(hours), at }
      const until = await ledger.renew(db, asked)
      const expected = model.renew(operationKey, seconds(hours) * 1000)
      return expect(until?.getTime() ?? null).toBe(expected)
    }
    case 'settle': {
      const { key: operationKey } = command
      const actual = microCredits(command.actual)
      const act = ledger.settle(db, { userId, operationKey, actual, at })
      const outcome = model.settle(operationKey, actual)
      if (outcome === 'unknown') return unknown(act)
      const found = await act
      check(found, outcome)
      return expect(found.captured).toBe(model.ended.get(operationKey)?.captured ?? 0)
    }
    case 'release': {
      const { key: operationKey } = command
      const act = ledger.release(db, { userId, operationKey, at })
      const outcome = model.release(operationKey)
      if (outcome === 'unknown') return unknown(act)
      return check(await act, outcome)
    }
    case 'reverse': {
      const { key: sourceKey } = command
      const act = ledger.reverse(db, {
        userId,
        sourceKey,
        target: microCredits(command.target),
        at,
      })
      if (command.target > (model.granted(sourceKey) ?? Infinity))
        return expect(act).rejects.toThrow(/cannot reverse/)
      const found = await act
      check(found, model.reverse(sourceKey, command.target))
      return expect([found.moved, found.debtMoved]).toEqual(model.lastReversal)
    }
    case 'roll':
      model.look()
      return expect(await ledger.roll(db, { userId, at })).toEqual(model.balance)
    case 'sweep':
      // PostgreSQL tells of an error before it has rolled back, and the sweep passes over accounts that are busy.
      await db.$queryRaw`select 1 from "CreditAccount" where "userId" = ${userId}::uuid for update`
      return expect(await ledger.sweep(db, { limit: 100_000, at })).toBe(model.sweep())
    case 'notify': {
      const notices = await ledger.takeLowNotices(db, { limit: 100_000 })
      const mine = notices.filter((notice) => notice.userId === userId)
      const { seq, lowMark: mark, available, held } = model
      const expected = model.low === 1 ? [{ userId, balance: available + held, mark, seq }] : []
      if (model.low === 1) model.low = 2
      return expect(mine).toEqual(expected)
    }
    case 'freeze': {
      const { cause } = command
      const act = command.frozen ? ledger.freeze : ledger.unfreeze
      const balance = await act(db, { userId, cause, at })
      model.freeze(cause, command.frozen)
      expect(balance).toEqual(model.balance)
    }
  }
}

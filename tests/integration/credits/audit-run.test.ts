import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { charge, credits, lastAudit, listAudits, runAudit, runDueAudit } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'
import { corruptBalance } from '@/tests/support/corrupt'
import { userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

let db: PrismaClient

beforeAll(async () => {
  ;({ db } = await testDatabase())
})
beforeEach(async () => {
  await db.auditRun.deleteMany()
})

const corrupted = new Map<string, number>()

async function corrupt(userId: string, by: number): Promise<void> {
  corrupted.set(userId, (corrupted.get(userId) ?? 0) + by)
  await corruptBalance(db, userId, by)
}

afterEach(async () => {
  for (const [userId, by] of corrupted) await corruptBalance(db, userId, -by)
  corrupted.clear()
})

const spend = (userId: string, operationKey: string) =>
  charge(db, { userId, operationKey, requestHash: '', amount: credits(1) })

/** Moves everything that was written so far, and the runs, so far into the past. */
async function letPass(interval: string): Promise<void> {
  await db.$executeRaw`alter table "CreditEntry" disable trigger "CreditEntry_append_only"`
  await db.$executeRaw`update "CreditEntry" set "createdAt" = "createdAt" - ${interval}::interval`
  await db.$executeRaw`alter table "CreditEntry" enable trigger "CreditEntry_append_only"`
  await db.$executeRaw`update "CreditAccount" set "movedAt" = "movedAt" - ${interval}::interval`
  await db.$executeRaw`
    update "AuditRun" set "startedAt" = "startedAt" - ${interval}::interval,
      "finishedAt" = "finishedAt" - ${interval}::interval`
}

test('a clean ledger is kept as a result too', async () => {
  await userWith(db, 10)
  const run = await runAudit(db, 'full')
  expect(run).toMatchObject({ kind: 'full', since: null, problems: 0, findings: [], error: null })
  expect(run.accounts).toBe(await db.creditAccount.count())
  expect(run.finishedAt?.getTime()).toBeGreaterThanOrEqual(run.startedAt.getTime())
  expect(await lastAudit(db)).toEqual(run)
})

test('what is found is described and left as it is', async () => {
  const userId = await userWith(db, 10)
  await corrupt(userId, 5)
  const before = await db.creditAccount.findUniqueOrThrow({ where: { userId } })
  const run = await runAudit(db, 'full')
  expect(run.findings.filter((finding) => finding.userId === userId)).toEqual([
    {
      userId,
      problem: 'balance differs from the open buckets',
      subject: 'account',
      expected: '10000000',
      found: '10000005',
    },
    {
      userId,
      problem: 'balance differs from the statement',
      subject: 'account',
      expected: '10000000',
      found: '10000005',
    },
  ])
  expect(await db.creditAccount.findUniqueOrThrow({ where: { userId } })).toEqual(before)
})

describe('an incremental audit', () => {
  test('with nothing to build on looks at everything', async () => {
    expect((await runAudit(db, 'incremental')).kind).toBe('full')
  })

  test('looks at what moved since the last run began, with some overlap, and no further back', async () => {
    const [resting, moved] = [await userWith(db, 10), await userWith(db, 10)]
    await letPass('1 hour')
    await runAudit(db, 'full')
    await spend(moved, 'now')
    await corrupt(resting, 1)
    const first = await runAudit(db, 'incremental')
    expect(first).toMatchObject({ kind: 'incremental', accounts: 1, problems: 0 })
    await corrupt(moved, 1)
    const second = await runAudit(db, 'incremental')
    expect(second.findings.map(({ userId }) => userId)).toEqual(Array(2).fill(moved))
  })

  test('reports a problem until it is gone, though the account rests', async () => {
    const userId = await userWith(db, 10)
    await runAudit(db, 'full')
    await corrupt(userId, 1)
    expect((await runAudit(db, 'incremental')).problems).toBe(2)
    await letPass('2 hours')
    expect(await runAudit(db, 'incremental')).toMatchObject({ kind: 'incremental', problems: 2 })
    await letPass('2 hours')
    expect(await runAudit(db, 'incremental')).toMatchObject({ problems: 2 })
    await corrupt(userId, -1)
    expect(await runAudit(db, 'incremental')).toMatchObject({ problems: 0 })
  })

  test('a full audit that began before and ended after it is not forgotten', async () => {
    const userId = await userWith(db, 10)
    const slow = await runAudit(db, 'full')
    await letPass('1 hour')
    await runAudit(db, 'incremental')
    await corrupt(userId, 1)
    // The slow one found it, and ended last.
    const findings = [{ userId, problem: 'p', subject: 'account', expected: '1', found: '2' }]
    await db.auditRun.update({
      where: { id: slow.id },
      data: { problems: 1, findings, finishedAt: new Date() },
    })
    await letPass('1 hour')
    expect((await runAudit(db, 'incremental')).problems).toBe(2)
  })

  test('gives up following accounts one by one when they are many', async () => {
    const users = await Promise.all(Array.from({ length: 101 }, () => userWith(db, 1)))
    for (const userId of users) await corrupt(userId, 1)
    const run = await runAudit(db, 'full')
    expect(run).toMatchObject({ problems: 202 })
    expect(run.findings).toHaveLength(202)
    expect((await lastAudit(db))?.findings).toHaveLength(200)
    expect(await runAudit(db, 'incremental')).toMatchObject({ kind: 'full', problems: 202 })
  })
})

test('a scheduler gets everything once a day and what moved in between', async () => {
  expect((await runDueAudit(db)).kind).toBe('full')
  expect((await runDueAudit(db)).kind).toBe('incremental')
  await letPass('23 hours')
  expect((await runDueAudit(db)).kind).toBe('incremental')
  await letPass('61 minutes')
  expect((await runDueAudit(db)).kind).toBe('full')
})

test('runs are forgotten after a month, unless they found something', async () => {
  await runAudit(db, 'full')
  const bad = await runAudit(db, 'full')
  await db.auditRun.update({ where: { id: bad.id }, data: { problems: 1 } })
  await letPass('31 days')
  await runDueAudit(db)
  const kept = await listAudits(db, 10)
  expect(kept.map(({ id }) => id).slice(1)).toEqual([bad.id])
})

test('an audit that fails says why, and does not count as one', async () => {
  await createUser(db)
  await runAudit(db, 'full')
  const good = await lastAudit(db)
  await db.$executeRaw`alter function credit_audit(uuid) rename to credit_audit_away`
  try {
    await expect(runAudit(db, 'full')).rejects.toThrow('credit_audit')
  } finally {
    await db.$executeRaw`alter function credit_audit_away(uuid) rename to credit_audit`
  }
  const [newest] = await listAudits(db, 1)
  expect(newest).toMatchObject({ problems: 0, error: expect.stringContaining('credit_audit') })
  expect(newest?.finishedAt).not.toBeNull()
  expect(await lastAudit(db)).toEqual(good)
})

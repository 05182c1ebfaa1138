import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { ledgerHealth } from '@/lib/admin/ledger'
import { log } from '@/lib/log'
import type { PrismaClient } from '@/prisma/generated/client'
import { corruptBalance } from '@/tests/support/corrupt'
import { userWith } from '@/tests/support/credits'
import { testDatabase } from '@/tests/support/database'
import { signedInAs } from '@/tests/support/signed-in'
import { createUser } from '@/tests/support/users'

// What Next does after an action: draws the page again. Outside Next there is no page.
vi.mock('next/cache', () => ({ refresh: () => {} }))

const loadAction = async () => (await import('@/lib/admin/actions')).auditNowAction

let db: PrismaClient
let auditNowAction: Awaited<ReturnType<typeof loadAction>>

beforeAll(async () => {
  ;({ db } = await testDatabase())
  auditNowAction = await loadAction()
})
beforeEach(async () => {
  await db.auditRun.deleteMany()
})

const admin = async () => (await createUser(db, { role: 'admin' })).id

test('only an admin may ask for an audit; for others there is no such action', async () => {
  const user = (await createUser(db)).id
  for (const somebody of [null, user])
    await expect(signedInAs(somebody, () => auditNowAction({ kind: 'full' }))).rejects.toThrow(
      'NEXT_HTTP_ERROR_FALLBACK;404',
    )
  expect(await db.auditRun.count()).toBe(0)
})

test('what is asked for must be a kind of audit', async () => {
  const wrong = { kind: 'repair' } as unknown as { kind: 'full' }
  const state = await signedInAs(await admin(), () => auditNowAction(wrong))
  expect(state).toMatchObject({ status: 'error', code: 'bad_request' })
  expect(await db.auditRun.count()).toBe(0)
})

test('the page shows what was found, of whom, until it is gone; the log has ids and amounts only', async () => {
  expect(await ledgerHealth()).toMatchObject({ current: null, runs: [], emails: {} })
  const userId = await userWith(db, 10)
  const { email } = await db.user.findUniqueOrThrow({ where: { id: userId } })
  await corruptBalance(db, userId, 7)
  const logged = vi.spyOn(log, 'error').mockImplementation(() => {})
  const owner = await admin()
  const audit = () => signedInAs(owner, () => auditNowAction({ kind: 'full' }))
  expect(await audit()).toMatchObject({ status: 'ok', data: { kind: 'full', problems: 2 } })
  expect(JSON.stringify(logged.mock.calls)).toContain(userId)
  expect(JSON.stringify(logged.mock.calls)).not.toContain(email)

  const troubled = await ledgerHealth()
  expect(troubled.runs).toMatchObject([{ state: 'problems' }])
  expect(troubled.current?.findings).toHaveLength(2)
  expect(troubled.emails).toEqual({ [userId]: email })

  logged.mockClear()
  await corruptBalance(db, userId, -7)
  expect(await audit()).toMatchObject({ status: 'ok', data: { problems: 0 } })
  expect(logged).not.toHaveBeenCalled()
  const healed = await ledgerHealth()
  expect(healed.current).toMatchObject({ problems: 0, findings: [] })
  expect(healed.runs.map(({ state }) => state)).toEqual(['clean', 'problems'])
  expect(healed.jobs.map(({ name }) => name)).toEqual(['sweep', 'audit'])
})

test('a run without an end is under way, and after ten minutes has died', async () => {
  const run = await db.auditRun.create({ data: { kind: 'full' } })
  expect((await ledgerHealth()).runs).toMatchObject([{ state: 'running' }])
  const startedAt = new Date(run.startedAt.getTime() - 11 * 60_000)
  await db.auditRun.update({ where: { id: run.id }, data: { startedAt } })
  expect(await ledgerHealth()).toMatchObject({ current: null, runs: [{ state: 'died' }] })
})

test('a run that failed says so and hides nothing that was known', async () => {
  await signedInAs(await admin(), () => auditNowAction({ kind: 'full' }))
  await db.auditRun.create({ data: { kind: 'full', finishedAt: new Date(), error: 'away' } })
  const { current, runs } = await ledgerHealth()
  expect(current).toMatchObject({ error: null, problems: 0 })
  expect(runs.map(({ state }) => state)).toEqual(['failed', 'clean'])
})

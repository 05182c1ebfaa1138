import { beforeAll, beforeEach, expect, test } from 'vitest'
import { POST } from '@/app/api/cron/route'
import { jobs } from '@/lib/jobs'
import { runDueJobs } from '@/lib/jobs/run'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { testEnvironment } from '@/tests/support/environment'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  await database.db.jobRun.deleteMany()
})

const call = (authorization?: string) =>
  POST(
    new Request(`${testEnvironment.APP_URL}/api/cron`, {
      method: 'POST',
      headers: authorization ? { authorization } : {},
    }),
    {},
  )

test.each([undefined, '', 'Bearer', 'Bearer wrong', testEnvironment.CRON_SECRET])(
  'the scheduler is refused with %j, and nothing runs',
  async (authorization) => {
    expect((await call(authorization)).status).toBe(401)
    expect(await database.db.jobRun.count()).toBe(0)
  },
)

test('the scheduler runs every job that is due and keeps what came of it', async () => {
  const response = await call(`Bearer ${testEnvironment.CRON_SECRET}`)
  expect(response.status).toBe(200)
  const body = (await response.json()) as { jobs: { name: string; ok: boolean }[] }
  expect(body.jobs).toEqual(
    Object.keys(jobs).map((name) => ({ name, ok: true, result: expect.any(String) })),
  )
  const rows = await database.db.jobRun.findMany()
  expect(rows).toHaveLength(body.jobs.length)
  for (const row of rows) expect(row).toMatchObject({ ok: true, result: expect.any(String) })
  const again = await call(`Bearer ${testEnvironment.CRON_SECRET}`)
  expect(await again.json()).toEqual({ jobs: [] })
})

test('of two schedulers at once one runs a job', async () => {
  let runs = 0
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const slow = {
    slow: {
      everySeconds: 1,
      run: async () => {
        runs += 1
        await held
        return 'done'
      },
    },
  }
  const first = runDueJobs(slow)
  await expect.poll(() => runs).toBe(1)
  expect(await runDueJobs(slow, { at: new Date(Date.now() + 60_000) })).toEqual([])
  release()
  expect(await first).toEqual([{ name: 'slow', ok: true, result: 'done' }])
})

test('a run that died is taken over, and its late end does not cover the new one', async () => {
  const { db } = database
  const died = new Date(Date.now() - 11 * 60_000)
  await db.jobRun.create({ data: { name: 'job', startedAt: died } })
  const job = { job: { everySeconds: 60, run: async () => 'taken over' } }
  expect(await runDueJobs(job)).toMatchObject([{ ok: true, result: 'taken over' }])
  expect(await db.jobRun.findUniqueOrThrow({ where: { name: 'job' } })).toMatchObject({
    ok: true,
    result: 'taken over',
  })
})

test('a failing job is kept as failed, the others run, and it is due again', async () => {
  const at = new Date()
  let broken = true
  const two = {
    a: {
      everySeconds: 60,
      run: async () => {
        if (broken) throw new RangeError('away')
        return 'mended'
      },
    },
    b: { everySeconds: 60, run: async () => 'ran' },
  }
  expect(await runDueJobs(two, { at })).toEqual([
    { name: 'a', ok: false, result: 'RangeError: away' },
    { name: 'b', ok: true, result: 'ran' },
  ])
  broken = false
  expect(await runDueJobs(two, { at: new Date(at.getTime() + 59_000) })).toEqual([])
  expect(await runDueJobs(two, { at: new Date(at.getTime() + 60_000) })).toMatchObject([
    { name: 'a', ok: true, result: 'mended' },
    { name: 'b', ok: true },
  ])
})

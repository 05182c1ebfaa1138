import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { POST as postClock } from '@/app/api/clock/route'
import { openSession, readSession } from '@/lib/auth/sessions'
import { startCheckout, syncCatalogue } from '@/lib/billing'
import { clock } from '@/lib/clock'
import { audit, grant, openAccount, readBalance, reserve } from '@/lib/credits'
import { credits } from '@/lib/credits/unit'
import { planOf } from '@/lib/entitlements'
import { readSandboxClock } from '@/lib/sandbox-clock'
import type { User } from '@/prisma/generated/client'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { testEnvironment } from '@/tests/support/environment'
import { payCheckout } from '@/tests/support/hosted-checkout'
import { listeningApp, type ListeningApp } from '@/tests/support/listening-app'
import { testSandbox, type TestSandbox } from '@/tests/support/sandbox'
import { createUser } from '@/tests/support/users'

const day = 86_400_000

let app: ListeningApp
let sandbox: TestSandbox
let database: TestDatabase

beforeAll(async () => {
  app = await listeningApp()
  sandbox = await testSandbox({ appUrl: app.url })
  database = await testDatabase()
  await syncCatalogue()
})
afterAll(async () => {
  clock.move(0)
  await sandbox.close()
  await app.close()
  await database.close()
})

/** Moves the sandbox; it takes the app along. */
async function advance(target: object): Promise<{ app: string | null }> {
  const response = await fetch(`${sandbox.url}/api/clock/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(target),
  })
  const { trip } = (await response.json()) as { trip: { app: string | null } }
  expect(response.status).toBe(200)
  return trip
}

async function newUser(): Promise<User> {
  const user = await createUser(database.db)
  await openAccount(database.db, {
    userId: user.id,
    allowance: { amount: credits(100), rolloverCap: credits(0) },
  })
  return user
}

async function subscribe(interval: 'month' | 'year'): Promise<User> {
  const user = await newUser()
  // Not in the second they signed up in: Stripe's months begin at whole seconds, Free's do not.
  await advance({ by: 'hour' })
  const { url } = await startCheckout({
    userId: user.id,
    item: { kind: 'subscription', plan: 'pro', interval },
  })
  await payCheckout(url, {})
  // Waits for the webhooks.
  await advance({ by: 'hour' })
  expect(await planOf(user.id)).toBe('pro')
  return user
}

const planGrants = (user: User) =>
  database.db.creditGrant.findMany({
    where: { userId: user.id, kind: 'plan', granted: credits(1_000) },
    orderBy: { createdAt: 'asc' },
  })

// A month is thirty rounds of the app's jobs, and more than the usual patience when the machine is busy.
describe('the app goes with the sandbox', { timeout: 180_000 }, () => {
  test('a yearly subscriber’s monthly credits arrive when the clock moves', async () => {
    const user = await subscribe('year')
    const [first] = await planGrants(user)
    for (const months of [1, 2]) {
      expect(await advance({ by: 'month' })).toMatchObject({ app: null })
      await readBalance(database.db, user.id)
      expect(await planGrants(user)).toHaveLength(1 + months)
    }
    const grants = await planGrants(user)
    const apart = grants.map((one) =>
      Math.round((one.createdAt.getTime() - first!.createdAt.getTime()) / (30.4 * day)),
    )
    expect(apart).toEqual([0, 1, 2])
    expect(await audit(database.db, { userId: user.id })).toEqual([])
  })

  test('a month on the clock renews a monthly plan: a second paid invoice, a second month', async () => {
    const user = await subscribe('month')
    await advance({ by: 'month' })
    // Half of the first month's thousand go over; Free's hundred are past.
    expect((await readBalance(database.db, user.id)).available).toBe(credits(1_500))
    expect(await planGrants(user)).toHaveLength(2)
    const payments = await database.db.payment.findMany({ where: { userId: user.id } })
    expect(payments.map(({ status }) => status)).toEqual(['paid', 'paid'])
    expect(await planOf(user.id)).toBe('pro')
    expect(await audit(database.db, { userId: user.id })).toEqual([])
  })

  test('credits past their time are gone at once, with no job in between', async () => {
    const user = await createUser(database.db)
    const gift = {
      userId: user.id,
      kind: 'promo' as const,
      sourceKey: `gift:${user.id}`,
      amount: credits(50),
      expiresAt: new Date(clock.now().getTime() + 10 * day),
      reason: 'A gift',
    }
    await grant(database.db, gift)
    const offset = clock.now().getTime() - clock.real().getTime()
    const spend = (operationKey: string) =>
      reserve(database.db, {
        userId: user.id,
        operationKey,
        requestHash: operationKey,
        amount: credits(1),
        ttlSeconds: 60,
      })
    clock.move(offset + 9 * day)
    expect(await spend('ninth day')).toMatchObject({ outcome: 'held' })
    clock.move(offset + 10 * day)
    expect(await spend('tenth day')).toMatchObject({ outcome: 'insufficient' })
    clock.move(offset)
  })

  test('jobs run on the way, at the times that pass', async () => {
    const before = clock.now()
    await advance({ by: 'day' })
    const sweep = await database.db.jobRun.findUniqueOrThrow({ where: { name: 'sweep' } })
    expect(sweep.startedAt!.getTime()).toBeGreaterThanOrEqual(before.getTime() + day - 1_000)
    expect(sweep).toMatchObject({ ok: true })
    expect(sweep.finishedAt!.getTime()).toBeGreaterThanOrEqual(sweep.startedAt!.getTime())
  })

  test('nobody is signed out by it', async () => {
    const user = await createUser(database.db)
    const { token } = await openSession({ userId: user.id, userAgent: null })
    await advance({ to: Math.floor(clock.now().getTime() / 1_000) + 60 * 86_400 })
    expect(await readSession(token)).toMatchObject({ user: { id: user.id } })
  })

  test('an app that starts later takes the time over', async () => {
    const known = clock.now()
    clock.move(0)
    await readSandboxClock()
    expect(Math.abs(clock.now().getTime() - known.getTime())).toBeLessThan(5_000)
  })
})

describe('who may move the app', () => {
  const post = (secret: string, body: object) =>
    postClock(
      new Request(`${app.url}/api/clock`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
      undefined,
    )

  test.each([
    ['without the secret', 'wrong', { offsetMs: 1 }, 401],
    ['backwards', testEnvironment.CRON_SECRET, { offsetMs: -1 }, 400],
    ['nowhere', testEnvironment.CRON_SECRET, {}, 400],
  ])('not %s', async (_, secret, body, status) => {
    const before = clock.moved()!.getTime() - clock.real().getTime()
    expect((await post(secret, body)).status).toBe(status)
    expect(clock.moved()!.getTime() - clock.real().getTime()).toBeCloseTo(before, -2)
  })
})

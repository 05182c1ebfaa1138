import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { clock } from '@/lib/clock'
import {
  canUse,
  entitlementsOf,
  explainEntitlements,
  grantOverride,
  limit,
  planOf,
  requireFeature,
  revokeOverride,
} from '@/lib/entitlements'
import { AppError } from '@/lib/errors'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

let database: TestDatabase
let userId: string
let adminId: string

const now = new Date('2026-12-01T12:00:00.000Z')
const end = new Date('2027-03-02T00:00:00.000Z')

beforeAll(async () => {
  database = await testDatabase()
  adminId = (await createUser(database.db, { role: 'admin' })).id
})
beforeEach(async () => {
  clock.freeze(now)
  userId = (await createUser(database.db)).id
})
afterEach(() => clock.freeze(undefined))

const grant = (change: Partial<Parameters<typeof grantOverride>[0]> = {}) =>
  grantOverride({
    id: randomUUID(),
    userId,
    adminId,
    kind: 'feature',
    key: 'image_generation',
    value: 1,
    reason: 'beta tester',
    until: end,
    ...change,
  })

const buy = (planKey: string, until: Date | null = null) =>
  database.db.userPlan.upsert({
    where: { userId },
    create: { userId, planKey, until, updatedAt: now },
    update: { planKey, until },
  })

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : error),
  )

describe('FEATURES 4.1: features and limits from plan and overrides', () => {
  test('are those of Free for somebody new, of the plan for who bought one, until it ends', async () => {
    expect(await entitlementsOf(userId)).toMatchObject({ plan: 'free', features: ['assistant'] })
    await buy('pro', end)
    expect(await canUse(userId, 'agents')).toBe(true)
    expect(await limit(userId, 'chats_per_month')).toBe(-1)
    clock.freeze(new Date(end.getTime() - 1))
    expect(await planOf(userId)).toBe('pro')
    clock.freeze(end)
    expect(await planOf(userId)).toBe('free')
    expect(await canUse(userId, 'agents')).toBe(false)
  })

  test('an override ends the very millisecond, with no job running', async () => {
    await grant()
    await grant({ kind: 'limit', key: 'api_keys', value: 7 })
    clock.freeze(new Date(end.getTime() - 1))
    expect(await canUse(userId, 'image_generation')).toBe(true)
    expect(await limit(userId, 'api_keys')).toBe(7)
    clock.freeze(end)
    expect(await canUse(userId, 'image_generation')).toBe(false)
    expect(await limit(userId, 'api_keys')).toBe(0)
  })

  test('an admin’s limit holds below the plan too, until it is revoked', async () => {
    await buy('business')
    await grant({ kind: 'limit', key: 'requests_per_minute', value: 2 })
    expect(await limit(userId, 'requests_per_minute')).toBe(2)
    const row = await database.db.entitlementOverride.findFirstOrThrow({ where: { userId } })
    await revokeOverride(row.id)
    expect(await limit(userId, 'requests_per_minute')).toBe(120)
  })

  test('are one round trip', async () => {
    await buy('pro')
    await grant({ kind: 'limit', key: 'api_keys', value: 7 })
    const asked: string[] = []
    const real = database.db.$queryRaw.bind(database.db)
    database.db.$queryRaw = ((...query: Parameters<typeof real>) => {
      asked.push('query')
      return real(...query)
    }) as typeof real
    try {
      await entitlementsOf(userId)
    } finally {
      database.db.$queryRaw = real
    }
    expect(asked).toHaveLength(1)
  })

  test('what is missing is refused with what it is and where to get it', async () => {
    const refusal = await requireFeature(userId, 'image_generation').catch(
      (error: unknown) => error,
    )
    expect(refusal).toMatchObject({
      code: 'forbidden',
      status: 403,
      message:
        'Images: not part of your plan. Included in Pro, Business and Enterprise. Nothing was charged.',
      options: { details: { feature: 'image_generation', upgradeUrl: '/pricing' } },
    })
    await buy('pro')
    expect((await requireFeature(userId, 'image_generation')).plan).toBe('pro')
  })
})

describe('FEATURES 4.4: what an admin grants', () => {
  test('is granted once however often the form is sent, and says why', async () => {
    const id = randomUUID()
    await Promise.all(Array.from({ length: 10 }, () => grant({ id })))
    expect(await database.db.entitlementOverride.count({ where: { userId } })).toBe(1)
    const images = (await explainEntitlements(userId)).find(({ key }) => key === 'image_generation')
    expect(images).toMatchObject({
      value: true,
      from: 'Granted by the owner until 1 March 2027: beta tester',
      elsewhere: 'Included in Pro, Business and Enterprise',
    })
  })

  test('is refused when the form was sent with other values, is over, or names nothing', async () => {
    const id = randomUUID()
    await grant({ id })
    expect(await codeOf(grant({ id, reason: 'another' }))).toBe('conflict')
    expect(await codeOf(grant({ until: now }))).toBe('bad_request')
    expect(await codeOf(grant({ key: 'api_keys' }))).toBe('bad_request')
    expect(await codeOf(grant({ kind: 'limit', key: 'agents' }))).toBe('bad_request')
    expect(await codeOf(revokeOverride(randomUUID()))).toBe('not_found')
  })

  test('the database refuses what makes no sense, whoever writes it', async () => {
    const row = {
      userId,
      kind: 'feature' as const,
      key: 'agents',
      value: 1,
      source: 'admin' as const,
      sourceKey: 'x',
      reason: 'why',
      grantedBy: adminId,
      createdAt: now,
    }
    const write = (change: object) =>
      database.db.entitlementOverride.create({ data: { ...row, ...change } })
    await expect(write({ value: 0 })).rejects.toThrow(/EntitlementOverride_value/)
    await expect(write({ kind: 'limit', value: -2 })).rejects.toThrow(/EntitlementOverride_value/)
    await expect(write({ grantedBy: null })).rejects.toThrow(/EntitlementOverride_granted/)
    await expect(write({ until: now })).rejects.toThrow(/EntitlementOverride_until/)
    await expect(write({ reason: '' })).rejects.toThrow(/EntitlementOverride_named/)
  })
})

test('what is explained: every feature and limit, its source, and which plans have more', async () => {
  const rows = await explainEntitlements(userId)
  expect(
    Object.fromEntries(
      rows.map(({ key, value, from, elsewhere }) => [key, [value, from, elsewhere]]),
    ),
  ).toEqual({
    assistant: [true, 'Free plan', null],
    all_models: [false, 'Not part of the Free plan', 'Included in Pro, Business and Enterprise'],
    image_generation: [
      false,
      'Not part of the Free plan',
      'Included in Pro, Business and Enterprise',
    ],
    agents: [false, 'Not part of the Free plan', 'Included in Pro, Business and Enterprise'],
    api_access: [false, 'Not part of the Free plan', 'Included in Pro, Business and Enterprise'],
    requests_per_minute: [10, 'Free plan', 'Pro: 30; Business: 120; Enterprise: no limit'],
    open_requests: [2, 'Free plan', 'Pro: 4; Business: 16; Enterprise: 64'],
    chats_per_month: [50, 'Free plan', 'Pro, Business and Enterprise: no limit'],
    files_per_chat: [2, 'Free plan', 'Pro: 10; Business: 50; Enterprise: no limit'],
    api_keys: [0, 'Free plan', 'Pro: 3; Business: 20; Enterprise: no limit'],
  })
})

import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accessOf } from '@/lib/admin/access'
import { audit, charge, credits, readBalance } from '@/lib/credits'
import { canUse, limit } from '@/lib/entitlements'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { signedInAs } from '@/tests/support/signed-in'
import { createUser } from '@/tests/support/users'

const loadActions = () => import('@/lib/admin/access-actions')

let act: Awaited<ReturnType<typeof loadActions>>
let database: TestDatabase
let adminId: string
let user: { id: string; email: string }

beforeAll(async () => {
  database = await testDatabase()
  act = await loadActions()
  adminId = (await createUser(database.db, { role: 'admin' })).id
})
beforeEach(async () => {
  user = await createUser(database.db)
})

const access = (change: object = {}) => ({
  id: randomUUID(),
  userId: user.id,
  kind: 'feature' as const,
  key: 'agents',
  value: 1,
  reason: 'beta tester',
  lastDay: '2099-03-01',
  ...change,
})

const gift = (change: object = {}) => ({
  id: randomUUID(),
  userId: user.id,
  amount: '50',
  reason: 'for the trouble',
  lastDay: '2099-03-01',
  ...change,
})

const newCode = {
  code: 'LAUNCH',
  credits: '10',
  creditDays: '',
  features: [],
  limits: {},
  accessDays: '',
  startsOn: '',
  lastOn: '',
  maxRedemptions: '',
}

const asOwner = <Result>(run: () => Promise<Result>) => signedInAs(adminId, run)

describe('for anybody but the owner there are no such actions', () => {
  test.each([
    ['granting access', () => act.grantAccessAction(access())],
    ['giving credits', () => act.grantCreditsAction(gift())],
    ['revoking', () => act.revokeAccessAction({ id: randomUUID() })],
    [
      'taking credits back',
      () => act.takeCreditsBackAction({ userId: user.id, sourceKey: 'admin:x' }),
    ],
    ['making a code', () => act.makeCodeAction(newCode)],
    ['withdrawing a code', () => act.disableCodeAction({ id: randomUUID() })],
  ])('%s', async (_what, run) => {
    for (const somebody of [user.id, null])
      await expect(signedInAs<unknown>(somebody, run)).rejects.toThrow(
        /NEXT_HTTP_ERROR_FALLBACK;404/,
      )
    expect(await database.db.entitlementOverride.count()).toBe(0)
    expect(await database.db.creditGrant.count()).toBe(0)
    expect(await database.db.promoCode.count()).toBe(0)
  })
})

test('a feature is granted until the end of a day, seen with its reason, and revoked', async () => {
  expect(await asOwner(() => act.grantAccessAction(access()))).toEqual({
    status: 'ok',
    data: undefined,
  })
  expect(await canUse(user.id, 'agents')).toBe(true)
  const seen = await accessOf(` ${user.email.toUpperCase()} `)
  expect(seen?.overrides).toMatchObject([
    { key: 'agents', inForce: true, until: new Date('2099-03-02T00:00:00Z'), grantedBy: adminId },
  ])
  const { id } = seen?.overrides[0] ?? { id: '' }
  await asOwner(() => act.revokeAccessAction({ id }))
  expect(await canUse(user.id, 'agents')).toBe(false)
  expect((await accessOf(user.email))?.overrides).toMatchObject([{ inForce: false }])
  // Again is no mistake, and does not move the moment.
  expect((await asOwner(() => act.revokeAccessAction({ id }))).status).toBe('ok')
})

test('a limit is set, and a wrong one is refused at its field', async () => {
  await asOwner(() => act.grantAccessAction(access({ kind: 'limit', key: 'api_keys', value: 5 })))
  expect(await limit(user.id, 'api_keys')).toBe(5)
  const refused = await asOwner(() =>
    act.grantAccessAction(access({ kind: 'limit', value: Number.NaN })),
  )
  expect(refused).toMatchObject({ fieldErrors: { value: ['Say a whole number; -1 is no limit.'] } })
  const short = await asOwner(() => act.grantAccessAction(access({ reason: '' })))
  expect(short).toMatchObject({ fieldErrors: { reason: [expect.stringContaining('Say why')] } })
  const nobody = await asOwner(() => act.grantAccessAction(access({ userId: randomUUID() })))
  expect(nobody).toMatchObject({ status: 'error', code: 'not_found' })
})

test('credits are given once per form, at whatever speed it is sent, and what is left taken back', async () => {
  const form = gift()
  const states = await asOwner(() =>
    Promise.all(Array.from({ length: 10 }, () => act.grantCreditsAction(form))),
  )
  expect(states.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 'ok'))
  expect((await readBalance(database.db, user.id)).available).toBe(credits(50))
  expect(await asOwner(() => act.grantCreditsAction({ ...form, amount: '60' }))).toMatchObject({
    status: 'error',
    code: 'conflict',
  })

  await charge(database.db, {
    userId: user.id,
    operationKey: 'used',
    requestHash: 'a'.repeat(64),
    amount: credits(20),
  })
  const sourceKey = `admin:${form.id}`
  await asOwner(() => act.takeCreditsBackAction({ userId: user.id, sourceKey }))
  expect(await readBalance(database.db, user.id)).toMatchObject({ available: 0, debt: 0 })
  expect((await accessOf(user.email))?.credits).toMatchObject([
    { sourceKey, granted: credits(50), remaining: 0, burned: credits(20) },
  ])
  expect(await audit(database.db, { userId: user.id })).toEqual([])
})

test('only what was given by hand or by a code can be taken back here', async () => {
  await database.db.$queryRaw`
    select outcome from credit_grant(${user.id}::uuid, 'topup', 'payment_intent:pi_1', 5000000, null, null, 'Top-up', null, null)`
  const state = await asOwner(() =>
    act.takeCreditsBackAction({ userId: user.id, sourceKey: 'payment_intent:pi_1' }),
  )
  expect(state).toMatchObject({ status: 'error', code: 'not_found' })
  expect((await readBalance(database.db, user.id)).available).toBe(5_000_000)
})

test('nobody of that name', async () => {
  expect(await accessOf('nobody@example.com')).toBeNull()
})

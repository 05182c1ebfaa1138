import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { clock } from '@/lib/clock'
import { audit, credits, readBalance } from '@/lib/credits'
import { canUse, explainEntitlements, limit } from '@/lib/entitlements'
import { AppError } from '@/lib/errors'
import { disableCode, makeCode, redeemCode } from '@/lib/promotions'
import { newCode } from '@/lib/promotions/input'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

let database: TestDatabase
let userId: string
let adminId: string

const now = new Date('2026-12-01T12:00:00.000Z')
const DAY = 24 * 60 * 60_000
const later = (days: number, ms = 0) => new Date(now.getTime() + days * DAY + ms)

beforeAll(async () => {
  database = await testDatabase()
  adminId = (await createUser(database.db, { role: 'admin' })).id
})
beforeEach(async () => {
  clock.freeze(now)
  userId = (await createUser(database.db)).id
})
afterEach(() => clock.freeze(undefined))

const form = {
  code: '',
  credits: '50',
  creditDays: '30',
  features: ['agents'],
  limits: { files_per_chat: 20 },
  accessDays: '10',
  startsOn: '',
  lastOn: '',
  maxRedemptions: '',
}

/** A new code, as the owner's form makes it. Answers its name. */
async function code(change: Partial<typeof form> = {}): Promise<string> {
  const name = `T-${randomUUID().slice(0, 13)}`
  const made = await makeCode(adminId, newCode.parse({ ...form, code: name, ...change }))
  return made.code
}

const redeem = (name: string, who = userId) => redeemCode({ userId: who, code: name })

const refusal = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw new Error(`not refused: ${String(error)}`)
  return `${error.code}: ${error.message}`
}

const available = async (who = userId) => (await readBalance(database.db, who)).available

describe('FEATURES 4.4: a promo code', () => {
  test('gives credits, features and limits at once, each with its end and its reason', async () => {
    const name = await code()
    expect(await redeem(name)).toEqual({
      code: name,
      credits: credits(50),
      creditsUntil: later(30).toISOString(),
      features: ['agents'],
      limits: { files_per_chat: 20 },
      accessUntil: later(10).toISOString(),
    })
    expect(await available()).toBe(credits(50))
    const grant = await database.db.creditGrant.findFirstOrThrow({ where: { userId } })
    expect(grant).toMatchObject({
      kind: 'promo',
      sourceKey: expect.stringMatching(/^promo_code:/),
      expiresAt: later(30),
    })
    const rows = await explainEntitlements(userId)
    expect(rows.find(({ key }) => key === 'agents')?.from).toBe(
      `Promotion ${name} until 11 December 2026`,
    )
    clock.freeze(later(10, -1))
    expect([await canUse(userId, 'agents'), await limit(userId, 'files_per_chat')]).toEqual([
      true,
      20,
    ])
    clock.freeze(later(10))
    expect([await canUse(userId, 'agents'), await limit(userId, 'files_per_chat')]).toEqual([
      false,
      2,
    ])
    expect(await audit(database.db, { userId })).toEqual([])
  })

  test('is typed in any case, and kept in upper case', () => {
    expect(newCode.parse({ ...form, code: ' launch-1 ' }).code).toBe('LAUNCH-1')
    expect(newCode.safeParse({ ...form, code: 'a b' }).success).toBe(false)
    expect(
      newCode.safeParse({ ...form, code: 'NIL', credits: '', features: [], limits: {} }).success,
    ).toBe(false)
  })

  test('stays when the plan changes', async () => {
    await redeem(await code())
    await database.db.userPlan.create({ data: { userId, planKey: 'pro', updatedAt: now } })
    expect(await limit(userId, 'files_per_chat')).toBe(20)
    await database.db.userPlan.delete({ where: { userId } })
    expect(await canUse(userId, 'agents')).toBe(true)
    expect(await available()).toBe(credits(50))
  })
})

describe('a code is refused with the reason, and nothing is given or counted', () => {
  test('that never was', async () => {
    expect(await refusal(redeem('NO-SUCH'))).toBe(
      'not_found: There is no code NO-SUCH. Please check how it is spelled.',
    )
  })

  test('not yet, and from its first moment on', async () => {
    const name = await code({ startsOn: '2026-12-05' })
    expect(await refusal(redeem(name))).toContain('can be redeemed from 5 December 2026 on')
    clock.freeze(new Date('2026-12-04T23:59:59.999Z'))
    await refusal(redeem(name))
    clock.freeze(new Date('2026-12-05T00:00:00.000Z'))
    await redeem(name)
  })

  test('any more, to the millisecond', async () => {
    const name = await code({ lastOn: '2026-12-05' })
    clock.freeze(new Date('2026-12-06T00:00:00.000Z'))
    expect(await refusal(redeem(name))).toContain('could be redeemed until 5 December 2026')
    expect(await available()).toBe(0)
    clock.freeze(new Date('2026-12-05T23:59:59.999Z'))
    await redeem(name)
  })

  test('withdrawn; who had it keeps what it gave', async () => {
    const name = await code()
    await redeem(name)
    const { id } = await database.db.promoCode.findUniqueOrThrow({ where: { code: name } })
    await disableCode(id)
    const other = (await createUser(database.db)).id
    expect(await refusal(redeem(name, other))).toContain('was withdrawn')
    expect(await refusal(redeem(name))).toContain('already')
    expect(await canUse(userId, 'agents')).toBe(true)
  })

  test('too often: guessing is slowed down', async () => {
    for (let guess = 0; guess < 10; guess += 1) await refusal(redeem(`GUESS-${guess}`))
    expect(await refusal(redeem(await code()))).toMatch(/^rate_limited/)
    expect(await available()).toBe(0)
  })

  test('from one address too often, by however many users', async () => {
    const from = async (address: string) =>
      redeemCode({ userId: (await createUser(database.db)).id, code: 'NONE', address })
    for (let guess = 0; guess < 60; guess += 1)
      expect(await refusal(from('10.0.0.1'))).toMatch(/^not_found/)
    expect(await refusal(from('10.0.0.1'))).toMatch(/^rate_limited/)
    expect(await refusal(from('10.0.0.2'))).toMatch(/^not_found/)
  })
})

describe('at once', () => {
  test('ten times by one user: once', async () => {
    const name = await code()
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => redeem(name)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await available()).toBe(credits(50))
    const row = await database.db.promoCode.findUniqueOrThrow({ where: { code: name } })
    expect(row.redemptions).toBe(1)
    expect(await database.db.entitlementOverride.count({ where: { userId } })).toBe(2)
  })

  test('by fifty users, where twelve may: exactly twelve, the others told so', async () => {
    const name = await code({ maxRedemptions: '12' })
    const users = await Promise.all(Array.from({ length: 50 }, () => createUser(database.db)))
    const outcomes = await Promise.allSettled(users.map(({ id }) => redeem(name, id)))
    const refused = outcomes.flatMap((one) =>
      one.status === 'rejected' ? [(one.reason as AppError).message] : [],
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(12)
    expect(refused).toEqual(
      Array.from({ length: 38 }, () => `${name} has been redeemed as often as it could be.`),
    )
    const row = await database.db.promoCode.findUniqueOrThrow({
      where: { code: name },
      include: { redeemed: true },
    })
    expect([row.redemptions, row.redeemed.length]).toEqual([12, 12])
    const balances = await Promise.all(users.map(({ id }) => available(id)))
    expect(balances.filter((balance) => balance === credits(50))).toHaveLength(12)
    expect(balances.filter((balance) => balance === 0)).toHaveLength(38)
    expect(await audit(database.db)).toEqual([])
  })
})

test('a code that cannot be given whole is not given at all', async () => {
  const name = await code()
  // The override's row is taken already: the last step of the redemption fails.
  const { id } = await database.db.promoCode.findUniqueOrThrow({ where: { code: name } })
  await database.db.entitlementOverride.create({
    data: {
      userId,
      kind: 'feature',
      key: 'agents',
      value: 1,
      source: 'promotion',
      sourceKey: `promo_code:${id}`,
      reason: name,
      createdAt: now,
    },
  })
  await expect(redeem(name)).rejects.toThrow(/Unique constraint/)
  expect(await available()).toBe(0)
  const row = await database.db.promoCode.findUniqueOrThrow({ where: { id } })
  expect(row.redemptions).toBe(0)
  expect(await database.db.promoRedemption.count({ where: { codeId: id } })).toBe(0)
})

test('the database refuses a code that makes no sense, and one redemption too many', async () => {
  const name = await code({ maxRedemptions: '1' })
  await redeem(name)
  const change = (data: object) => database.db.promoCode.update({ where: { code: name }, data })
  await expect(change({ redemptions: 2 })).rejects.toThrow(/PromoCode_redemptions/)
  await expect(change({ credits: -1n })).rejects.toThrow(/PromoCode_credits/)
  await expect(change({ code: 'lower' })).rejects.toThrow(/PromoCode_code/)
  await expect(change({ credits: 0n, features: [], limits: {} })).rejects.toThrow(/PromoCode_gives/)
  await expect(change({ creditDays: 0 })).rejects.toThrow(/PromoCode_days/)
  await expect(change({ expiresAt: now })).rejects.toThrow(/PromoCode_time/)
})

test('of two codes of one name the second is refused', async () => {
  const name = await code()
  expect(await refusal(code({ code: name }))).toBe(`conflict: There is a code ${name} already.`)
})

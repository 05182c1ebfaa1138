import { signedInAs } from '@/tests/support/signed-in'
import { addDays, addMinutes } from 'date-fns'
import { createHash } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createApiKeyAction, revokeApiKeyAction } from '@/lib/api/actions'
import { readApiKeys } from '@/lib/api/keys'
import { newApiKey } from '@/lib/auth/api-key-format'
import { clock } from '@/lib/clock'
import { apiWorld, refused, send } from '@/tests/support/api'

vi.mock('next/cache', () => ({ refresh: () => {} }))

let world: Awaited<ReturnType<typeof apiWorld>>
beforeAll(async () => {
  world = await apiWorld()
})
afterEach(() => clock.freeze(undefined))

const balanceWith = (key: string | undefined, headers: Record<string, string> = {}) =>
  send('GET', '/api/v1/balance', { key, headers })

describe('making a key', () => {
  test('answers it once; the database has its digest, and its owner a mail without it', async () => {
    const ada = await world.person(0, 'pro')
    const made = await signedInAs(ada.id, () =>
      createApiKeyAction({ name: ' Production ', scopes: ['usage:read', 'chat'], life: '30' }),
    )
    if (made.status !== 'ok') throw new Error('not made')
    const { key } = made.data
    const [row] = await world.db.apiKey.findMany({ where: { userId: ada.id } })
    expect(row).toMatchObject({
      name: 'Production',
      prefix: key.slice(0, 11),
      scopes: ['chat', 'usage:read'],
      revokedAt: null,
      lastUsedAt: null,
    })
    expect(Buffer.from(row!.hash)).toEqual(createHash('sha256').update(key).digest())
    expect(row!.expiresAt).toEqual(addDays(row!.createdAt, 30))
    const mails = await world.db.outboxMail.findMany({
      where: { dedupeKey: `api_key_created:${row!.id}` },
    })
    expect(mails).toHaveLength(1)
    expect(JSON.stringify([row, mails])).not.toContain(key)
    expect(JSON.stringify((await readApiKeys(ada.id)).keys)).not.toContain('hash')
  })

  test('is refused to a stranger, without a scope, with one nobody has, and with a blank name', async () => {
    const ada = await world.person(0, 'pro')
    const create = (input: unknown, userId: string | null = ada.id) =>
      signedInAs(userId, () => createApiKeyAction(input as never))
    const good = { name: 'A', scopes: ['chat'], life: 'never' }
    expect(await create(good, null)).toMatchObject({ status: 'error', code: 'unauthorized' })
    for (const change of [{ scopes: [] }, { scopes: ['admin'] }, { name: '  ' }, { life: '9999' }])
      expect(await create({ ...good, ...change })).toMatchObject({
        status: 'error',
        code: 'bad_request',
      })
    expect(await world.db.apiKey.count({ where: { userId: ada.id } })).toBe(0)
  })

  test('is refused where the plan has no API', async () => {
    const ada = await world.person(0, 'free')
    await expect(ada.newKey()).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('of ten at once on a plan with three, three are made; a revoked or expired one makes room', async () => {
    const ada = await world.person(0, 'pro')
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => ada.newKey()))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(tries.filter((one) => one.status === 'rejected').map(({ reason }) => reason)).toEqual(
      Array.from({ length: 7 }, () => expect.objectContaining({ code: 'conflict' })),
    )
    const [first, second] = await world.db.apiKey.findMany({ where: { userId: ada.id } })
    await signedInAs(ada.id, () => revokeApiKeyAction({ id: first!.id }))
    await ada.newKey()
    await expect(ada.newKey()).rejects.toMatchObject({ code: 'conflict' })
    await world.db.apiKey.update({
      where: { id: second!.id },
      data: { expiresAt: addMinutes(new Date(), -1) },
    })
    await ada.newKey()
    await expect(ada.newKey()).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('a request with a key', () => {
  test('is its owner’s', async () => {
    const [ada, eve] = [await world.person(7_000_000), await world.person(1_000_000)]
    const response = await balanceWith(await ada.newKey(), {
      cookie: 'ignored',
      origin: 'https://elsewhere.example',
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(response.headers.get('x-request-id')).toMatch(/^req_[\da-f-]{36}$/)
    expect(await response.json()).toMatchObject({ available: 7_000_000 })
    expect(await (await balanceWith(await eve.newKey())).json()).toMatchObject({
      available: 1_000_000,
    })
  })

  test.each([
    ['no key', undefined],
    ['an empty one', ''],
    ['a mistyped one', `${newApiKey().slice(0, -1)}_`],
    ['one that was never made', newApiKey()],
    ['one of another product', 'sk-proj-0123456789'],
  ])('with %s is a 401', async (_what, key) => {
    const response = await balanceWith(key)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await refused(response)).toBe('401 invalid_api_key')
  })

  test('tells a typo from a key that is gone', async () => {
    const ada = await world.person(0)
    const key = await ada.newKey()
    const typo = key.slice(0, -1) + (key.endsWith('x') ? 'y' : 'x')
    const said = async (sent: string) => JSON.stringify(await (await balanceWith(sent)).json())
    expect(await said(typo)).toContain('wrong or missing')
    expect(await said(newApiKey())).toContain('no such')
  })

  test('that was revoked is a 401, by its owner only and at once', async () => {
    const [ada, eve] = [await world.person(0), await world.person(0)]
    const key = await ada.newKey()
    const { id } = await world.db.apiKey.findFirstOrThrow({ where: { userId: ada.id } })
    const revoke = (userId: string) => signedInAs(userId, () => revokeApiKeyAction({ id }))
    expect(await revoke(eve.id)).toMatchObject({ status: 'error', code: 'not_found' })
    expect((await balanceWith(key)).status).toBe(200)
    expect(await revoke(ada.id)).toMatchObject({ status: 'ok' })
    expect(await refused(await balanceWith(key))).toBe('401 invalid_api_key')
    expect(await revoke(ada.id)).toMatchObject({ status: 'error', code: 'not_found' })
    expect((await readApiKeys(ada.id)).keys).toEqual([])
  })

  test('that has expired is a 401 from that instant on', async () => {
    const ada = await world.person(0)
    const key = await ada.newKey({ life: '30' })
    const { expiresAt } = await world.db.apiKey.findFirstOrThrow({ where: { userId: ada.id } })
    clock.freeze(new Date(expiresAt!.getTime() - 1))
    expect((await balanceWith(key)).status).toBe(200)
    clock.freeze(expiresAt!)
    expect(await refused(await balanceWith(key))).toBe('401 invalid_api_key')
    expect((await readApiKeys(ada.id)).keys).toMatchObject([{ expired: true }])
  })

  test('without the scope is a 403 that names it', async () => {
    const ada = await world.person(0)
    const key = await ada.newKey({ name: 'Narrow', scopes: ['usage:read'] })
    const response = await balanceWith(key)
    expect(await refused(response.clone())).toBe('403 insufficient_scope')
    expect(await response.json()).toMatchObject({ error: { scope: 'balance:read' } })
    expect((await send('GET', '/api/v1/usage', { key })).status).toBe(200)
  })

  test('when the plan has lost the API is a 403 that says why, and works again with it', async () => {
    const ada = await world.person(0, 'pro')
    const key = await ada.newKey()
    await ada.plan('free')
    const response = await balanceWith(key)
    expect(await refused(response.clone())).toBe('403 forbidden')
    expect(await response.json()).toMatchObject({
      error: { feature: 'api_access', upgradeUrl: expect.stringContaining('/pricing') },
    })
    expect(await readApiKeys(ada.id)).toMatchObject({ allowed: false, keys: [{ name: 'Test' }] })
    await ada.plan('pro')
    expect((await balanceWith(key)).status).toBe(200)
  })

  test('is noted at most once a minute', async () => {
    const ada = await world.person(0)
    const key = await ada.newKey()
    const lastUsed = async () =>
      (await world.db.apiKey.findFirstOrThrow({ where: { userId: ada.id } })).lastUsedAt
    const start = new Date()
    clock.freeze(start)
    await Promise.all([balanceWith(key), balanceWith(key)])
    clock.freeze(addMinutes(start, 0.9))
    await balanceWith(key)
    expect(await lastUsed()).toEqual(start)
    clock.freeze(addMinutes(start, 1.1))
    await balanceWith(key)
    expect(await lastUsed()).toEqual(addMinutes(start, 1.1))
  })
})

describe('too many requests', () => {
  test('of a user are a 429 with the time to wait, whatever key they come with', async () => {
    const ada = await world.person(0, 'pro')
    const keys = [await ada.newKey(), await ada.newKey()]
    const first = await balanceWith(keys[0])
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'x-ratelimit-limit-requests': '30',
      'x-ratelimit-remaining-requests': '29',
      'x-ratelimit-reset-requests': expect.stringMatching(/^\d+s$/),
    })
    const rest = await Promise.all(
      Array.from({ length: 35 }, (_, index) => balanceWith(keys[index % 2])),
    )
    expect(rest.filter(({ status }) => status === 200)).toHaveLength(29)
    const over = rest.find(({ status }) => status === 429)!
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(over.headers.get('x-ratelimit-remaining-requests')).toBe('0')
    expect(await refused(over)).toBe('429 rate_limited')
  })

  test('with wrong keys from one address are, and do not lock out the right one', async () => {
    const ada = await world.person(0)
    const from = { 'x-forwarded-for': '203.0.113.7' }
    const wrong = await Promise.all(
      Array.from({ length: 25 }, () => balanceWith(newApiKey(), from)),
    )
    expect(wrong.filter(({ status }) => status === 401)).toHaveLength(20)
    expect(wrong.filter(({ status }) => status === 429)).toHaveLength(5)
    expect((await balanceWith(await ada.newKey(), from)).status).toBe(200)
    expect((await balanceWith(newApiKey(), { 'x-forwarded-for': '203.0.113.8' })).status).toBe(401)
  })
})

test('an address that is none is answered in the same shape', async () => {
  expect(await refused(await send('GET', '/api/v1/embeddings'))).toBe('404 unknown_url')
  expect(await refused(await send('POST', '/api/v1/chat/nothing', { body: {} }))).toBe(
    '404 unknown_url',
  )
})

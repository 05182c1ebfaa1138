import { beforeAll, expect, test } from 'vitest'
import { readSession } from '@/lib/auth/sessions'
import { linkRedemption, linkRequest, redeemLink, requestLink } from '@/lib/auth/magic-link'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { testEnvironment } from '@/tests/support/environment'
import { testInbox, type Inbox } from '@/tests/support/inbox'
import { createUser } from '@/tests/support/users'

let database: TestDatabase
let inbox: Inbox

beforeAll(async () => {
  inbox = await testInbox()
  database = await testDatabase()
})

const welcomed: string[] = []
const context = (address = 'test') => ({
  client: { userAgent: 'Browser/1 (Linux)', address },
  onSignedIn: async (userId: string) => void welcomed.push(userId),
})

const ask = (email: string, next?: string) =>
  requestLink(linkRequest.parse({ email, next }), context())

/** The newest link mailed to an address, as the browser would read its query. */
function linkTo(address: string) {
  const text = inbox.to(address).at(-1)?.text ?? ''
  const [link] = /http:\S+/.exec(text) ?? []
  const url = new URL(link ?? '')
  return { url, query: linkRedemption.parse(Object.fromEntries(url.searchParams)) }
}

test('a mailed link signs a stranger in, as a new user with a session that knows its browser', async () => {
  await ask('  New.Person@Example.com ', '/usage')
  const { url, query } = linkTo('new.person@example.com')
  expect(url.origin + url.pathname).toBe(`${testEnvironment.APP_URL}/sign-in/confirm`)

  const redeemed = await redeemLink(query, context())
  expect(redeemed).toMatchObject({ outcome: 'signed_in', returnTo: '/usage' })
  if (redeemed.outcome !== 'signed_in') throw new Error('unreachable')
  const session = await readSession(redeemed.token)
  expect(session?.user).toEqual({
    id: expect.any(String),
    email: 'new.person@example.com',
    name: null,
    image: null,
    role: 'user',
  })
  expect(welcomed).toContain(session?.user.id)
  const row = await database.db.session.findUniqueOrThrow({ where: { id: session?.id } })
  expect(row.userAgent).toBe('Browser/1 (Linux)')
  expect(row.sessionToken).not.toContain(redeemed.token)
})

test('a known address is answered like an unknown one, and keeps its user', async () => {
  const known = await createUser(database.db, { email: 'known@example.com' })
  expect(await ask('known@example.com')).toEqual(await ask('unknown@example.com'))
  expect(inbox.to('known@example.com')[0]?.subject).toBe(
    inbox.to('unknown@example.com')[0]?.subject,
  )
  const redeemed = await redeemLink(linkTo('known@example.com').query, context())
  if (redeemed.outcome !== 'signed_in') throw new Error('not signed in')
  expect((await readSession(redeemed.token))?.user.id).toBe(known.id)
})

test('a link works once, also when it is used twice at the same time', async () => {
  await ask('once@example.com')
  const { query } = linkTo('once@example.com')
  const both = await Promise.all([redeemLink(query, context()), redeemLink(query, context())])
  expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['signed_in', 'stale'])
  expect(await redeemLink(query, context())).toEqual({ outcome: 'stale' })
  expect(await database.db.session.count({ where: { user: { email: 'once@example.com' } } })).toBe(
    1,
  )
})

test('a link lasts an hour', async () => {
  const before = Date.now()
  await ask('late@example.com')
  const { expires, token } = await database.db.verificationToken.findFirstOrThrow({
    where: { identifier: 'late@example.com' },
  })
  const lasts = expires.getTime() - before
  expect(lasts).toBeGreaterThanOrEqual(60 * 60 * 1000)
  expect(lasts).toBeLessThan(61 * 60 * 1000)
  await database.db.verificationToken.update({
    where: { token },
    data: { expires: new Date(before - 1) },
  })
  expect(await redeemLink(linkTo('late@example.com').query, context())).toEqual({
    outcome: 'stale',
  })
})

test('a link is bound to its address', async () => {
  await ask('mine@example.com')
  const { query } = linkTo('mine@example.com')
  expect(await redeemLink({ ...query, email: 'other@example.com' }, context())).toEqual({
    outcome: 'stale',
  })
})

test.each(['GET', 'POST'] as const)(
  'a %s of next-auth’s own callback does not use a link up',
  async (method) => {
    const email = `scanned-${method.toLowerCase()}@example.com`
    await ask(email)
    const { url, query } = linkTo(email)
    const route = await import('@/app/api/auth/[...nextauth]/route')
    const response = await route[method](
      new Request(`http://evil.example/api/auth/callback/email${url.search}`, { method }),
      { params: Promise.resolve({ nextauth: ['callback', 'email'] }) },
    )
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(url.href)
    expect(await redeemLink(query, context())).toMatchObject({ outcome: 'signed_in' })
  },
)

test('strangers cannot write into the log through next-auth', async () => {
  const { POST } = await import('@/app/api/auth/[...nextauth]/route')
  const response = await POST(
    new Request(`${testEnvironment.APP_URL}/api/auth/_log`, { method: 'POST', body: '{}' }),
    { params: Promise.resolve({ nextauth: ['_log'] }) },
  )
  expect(response.status).toBe(404)
})

test.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
  'the way back never leads to %s',
  async (next) => {
    const email = `back-${Buffer.from(next).toString('hex').slice(0, 20)}@example.com`
    await ask(email, next)
    const { query } = linkTo(email)
    expect(query.callbackUrl).toBe('/assistant')
    expect(await redeemLink({ ...query, callbackUrl: next }, context())).toMatchObject({
      returnTo: '/assistant',
    })
  },
)

test('the sixth link to one address within a quarter of an hour is refused', async () => {
  for (let count = 1; count <= 5; count += 1) await ask('often@example.com')
  await expect(ask('often@example.com')).rejects.toMatchObject({
    code: 'rate_limited',
    status: 429,
  })
  expect(inbox.to('often@example.com')).toHaveLength(5)
})

test('one sender cannot mail a hundred strangers', async () => {
  await database.db.rateLimit.create({
    data: { key: 'sign-in:sender:flood', points: 100, expire: BigInt(Date.now() + 60_000) },
  })
  await expect(
    requestLink({ email: 'victim@example.com' }, context('flood')),
  ).rejects.toMatchObject({ code: 'rate_limited' })
  expect(inbox.to('victim@example.com')).toHaveLength(0)
})

test('a mail server that refuses is said, without repeating the address', async () => {
  const refusal = await ask('refused@example.com').catch((error: unknown) => error)
  expect(refusal).toMatchObject({ code: 'unavailable', status: 503 })
  expect(String(refusal)).not.toContain('refused@')
})

test.each([
  '',
  'nobody',
  'a@b',
  'a@example.com,b@example.com',
  'a@example.com\nBcc: b@example.com',
])('%j is no address', (email) => {
  expect(linkRequest.safeParse({ email }).success).toBe(false)
})

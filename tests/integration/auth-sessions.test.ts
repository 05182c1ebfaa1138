import { afterEach, beforeAll, expect, test } from 'vitest'
import {
  listSessions,
  openSession,
  readSession,
  removeExpired,
  revokeOtherSessions,
  revokeSession,
} from '@/lib/auth/sessions'
import { listReadyMadeUsers, signInAsReadyMade } from '@/lib/auth/ready-made'
import { clock } from '@/lib/clock'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterEach(() => clock.freeze(undefined))

const later = (seconds: number) => clock.freeze(new Date(clock.now().getTime() + seconds * 1000))
const open = (userId: string, userAgent: string | null = null) => openSession({ userId, userAgent })
const idOf = async (token: string) => (await readSession(token))?.id ?? ''

test('a revoked session is over at once, and the others go on', async () => {
  const { id: userId } = await createUser(database.db)
  const [here, there] = [await open(userId, 'Here'), await open(userId, 'There')]
  expect((await listSessions(userId)).map(({ userAgent }) => userAgent).toSorted()).toEqual([
    'Here',
    'There',
  ])
  const sessionId = await idOf(there.token)
  await revokeSession({ userId, sessionId })
  expect(await readSession(there.token)).toBeNull()
  expect((await readSession(here.token))?.user.id).toBe(userId)
  await expect(revokeSession({ userId, sessionId })).rejects.toMatchObject({ code: 'not_found' })
})

test('nobody ends a session of somebody else', async () => {
  const [owner, stranger] = [await createUser(database.db), await createUser(database.db)]
  const { token } = await open(owner.id)
  await expect(
    revokeSession({ userId: stranger.id, sessionId: await idOf(token) }),
  ).rejects.toMatchObject({ code: 'not_found' })
  expect(await readSession(token)).not.toBeNull()
})

test('signing out everywhere else keeps this device and other people', async () => {
  const [user, other] = [await createUser(database.db), await createUser(database.db)]
  const here = await open(user.id)
  const elsewhere = [await open(user.id), await open(user.id)]
  const theirs = await open(other.id)
  const exceptId = await idOf(here.token)
  expect(await revokeOtherSessions({ userId: user.id, exceptId })).toBe(2)
  for (const { token } of elsewhere) expect(await readSession(token)).toBeNull()
  expect(await readSession(here.token)).not.toBeNull()
  expect(await readSession(theirs.token)).not.toBeNull()
})

test('the database does not know the token it could sign in with', async () => {
  const { id: userId } = await createUser(database.db)
  await open(userId)
  const { sessionToken } = await database.db.session.findFirstOrThrow({ where: { userId } })
  expect(await readSession(sessionToken)).toBeNull()
})

test('a session ends after 30 days, used or not, and is then removed', async () => {
  const { id: userId } = await createUser(database.db)
  const { token } = await open(userId)
  later(30 * 24 * 60 * 60 - 60)
  expect(await readSession(token)).not.toBeNull()
  later(61)
  expect(await readSession(token)).toBeNull()
  expect(await listSessions(userId)).toEqual([])
  await removeExpired()
  expect(await database.db.session.count({ where: { userId } })).toBe(0)
})

test('being seen is written once in five minutes', async () => {
  const { id: userId } = await createUser(database.db)
  const { token } = await open(userId)
  const seen = async () =>
    (await database.db.session.findFirstOrThrow({ where: { userId } })).lastSeenAt
  const first = await seen()
  later(4 * 60)
  await readSession(token)
  expect(await seen()).toEqual(first)
  later(2 * 60)
  await readSession(token)
  expect(await seen()).toEqual(clock.now())
})

test('beside a sandbox one click signs in as a user of the seed, and as nobody else', async () => {
  const ada = await createUser(database.db, { email: 'ada@example.com', name: 'Ada' })
  await createUser(database.db, { email: 'private@example.com' })
  expect(await listReadyMadeUsers()).toEqual([{ email: ada.email, name: 'Ada', role: 'user' }])
  const client = { userAgent: 'Test', address: 'test' }
  const { token } = await signInAsReadyMade({ email: ada.email, client })
  expect((await readSession(token))?.user.id).toBe(ada.id)
  await expect(signInAsReadyMade({ email: 'private@example.com', client })).rejects.toThrow(
    'Invalid option',
  )
  await expect(signInAsReadyMade({ email: 'linus@example.com', client })).rejects.toMatchObject({
    code: 'not_found',
  })
})

import { beforeAll, expect, test } from 'vitest'
import { authAdapter } from '@/lib/auth/adapter'
import { profileInput, updateProfile } from '@/lib/auth/profile'
import { readBalance } from '@/lib/credits'
import { credits } from '@/lib/credits/unit'
import { welcome } from '@/lib/onboarding'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

// An "update my profile" action wrote whatever the form carried into the user's row: anybody could send `isAdmin` and
// `credits`. The same hole opens wherever a provider's profile is written as it comes.

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})

const smuggled = {
  id: '00000000-0000-0000-0000-000000000000',
  role: 'admin',
  isAdmin: true,
  email: 'taken@example.com',
  emailVerified: new Date(),
  credits: 1_000_000,
  available: '1000000000000',
  creditAccount: { update: { available: 1_000_000 } },
  plan: { create: { planKey: 'business' } },
}

test('the profile form changes the name, whatever else it carries', async () => {
  const user = await createUser(database.db, { email: 'form@example.com' })
  await welcome(user.id, () => {})
  const input = profileInput.parse({ name: 'New name', ...smuggled })
  // Also past the parser: the write itself names its column.
  await updateProfile(user.id, { ...smuggled, ...input })
  const row = await database.db.user.findUniqueOrThrow({
    where: { id: user.id },
    include: { plan: true },
  })
  expect(row).toEqual({ ...user, name: 'New name', plan: null })
  expect((await readBalance(database.db, user.id)).available).toBe(credits(100))
})

test('a provider’s profile makes an ordinary user', async () => {
  const profile = { ...smuggled, email: 'Oauth@example.com', name: 'Eve', image: null }
  const made = await authAdapter(null).createUser?.(profile)
  const row = await database.db.user.findUniqueOrThrow({
    where: { email: 'oauth@example.com' },
    include: { plan: true, creditAccount: true },
  })
  expect(row).toMatchObject({ id: made?.id, role: 'user', plan: null, creditAccount: null })
  expect(row.id).not.toBe(smuggled.id)
})

test('an update through next-auth cannot raise a role', async () => {
  const user = await createUser(database.db, { email: 'update@example.com' })
  await authAdapter(null).updateUser?.({ ...smuggled, id: user.id })
  const row = await database.db.user.findUniqueOrThrow({ where: { id: user.id } })
  expect(row).toEqual({ ...user, emailVerified: smuggled.emailVerified })
})

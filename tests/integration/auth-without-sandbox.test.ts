import { expect, test } from 'vitest'
import { listReadyMadeUsers, signInAsReadyMade } from '@/lib/auth/ready-made'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

test('without a sandbox nobody signs in by one click, though the user exists', async () => {
  delete process.env.SANDBOX_URL
  const { db } = await testDatabase()
  await createUser(db, { email: 'admin@example.com', role: 'admin' })
  const client = { userAgent: null, address: 'test' }
  await expect(signInAsReadyMade({ email: 'admin@example.com', client })).rejects.toMatchObject({
    code: 'not_found',
  })
  expect(await listReadyMadeUsers()).toEqual([])
  expect(await db.session.count()).toBe(0)
})

import { expect, test } from 'vitest'
import { runAudit, unfreeze } from '@/lib/credits'
import { corruptBalance } from '@/tests/support/corrupt'
import { testDatabase } from '@/tests/support/database'
import { createUser } from '@/tests/support/users'

test('the health route tells each part, and answers 503 when the database is away', async () => {
  const database = await testDatabase()
  const { id: userId } = await createUser(database.db)
  await unfreeze(database.db, { userId, cause: 'manual' })
  // Nobody listens where the stand-ins should be: reported, but no reason to take the app out of service.
  const { GET } = await import('@/app/api/health/route')
  const ask = () => GET(new Request('http://localhost/api/health'), undefined)

  const healthy = await ask()
  expect(healthy.status).toBe(200)
  expect(await healthy.json()).toEqual({
    status: 'degraded',
    database: 'ok',
    stripe: 'unreachable',
    model: 'unreachable',
    mail: 'unreachable',
    ledger: 'unaudited',
  })

  // What an audit finds is for people; it takes nothing out of service either.
  await corruptBalance(database.db, userId, 1)
  await runAudit(database.db, 'full')
  const troubled = await ask()
  expect(troubled.status).toBe(200)
  expect(await troubled.json()).toMatchObject({ status: 'degraded', ledger: 'problems' })
  await corruptBalance(database.db, userId, -1)
  await runAudit(database.db, 'incremental')
  expect(await (await ask()).json()).toMatchObject({ ledger: 'ok' })

  await database.close()
  const down = await ask()
  expect(down.status).toBe(503)
  expect(await down.json()).toMatchObject({
    status: 'down',
    database: 'unreachable',
    ledger: 'unreachable',
  })
})

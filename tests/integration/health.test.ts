import { expect, test } from 'vitest'
import { testDatabase } from '@/tests/support/database'

test('the health route tells each part, and answers 503 when the database is away', async () => {
  const database = await testDatabase()
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
  })

  await database.close()
  const down = await ask()
  expect(down.status).toBe(503)
  expect(await down.json()).toMatchObject({ status: 'down', database: 'unreachable' })
})

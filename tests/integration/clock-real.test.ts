import { expect, test } from 'vitest'
import { POST } from '@/app/api/clock/route'
import { clock } from '@/lib/clock'
import { testEnvironment } from '@/tests/support/environment'

test('without a sandbox that has a clock there is no address to move it by', async () => {
  const response = await POST(
    new Request(`${testEnvironment.APP_URL}/api/clock`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testEnvironment.CRON_SECRET}` },
      body: JSON.stringify({ offsetMs: 1_000 }),
    }),
    undefined,
  )
  expect(response.status).toBe(404)
  expect(clock.moved()).toBeUndefined()
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { credits } from '@/lib/credits/unit'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

// A deploy took a pack out of the catalogue while somebody was paying for it: the money was taken, the event counted as
// worked on, and nothing was granted.
test('a pack that left the catalogue while it was being paid for is granted as it was shown', async () => {
  const user = await world.newUser()
  const { events } = await world.buy(user, { kind: 'topup', pack: 'small' })
  const stop = world.proxy.rewrite(({ method, path }, answer) => {
    if (method !== 'GET' || !path.startsWith('/v1/checkout/sessions/')) return undefined
    const session = answer.body as { metadata: Record<string, string> }
    const metadata = { ...session.metadata, itemKey: 'gone' }
    return { ...answer, body: { ...session, metadata } }
  })
  await world.deliverAll(events)
  stop()
  expect(await world.stateOf(user)).toMatchObject({
    available: credits(100 + 250),
    payments: [{ kind: 'topup', itemKey: 'gone', status: 'paid', amountMinor: 600 }],
    drift: [],
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { signedInAs } from '@/tests/support/signed-in'

let world: BillingWorld
let startCheckoutAction: Awaited<ReturnType<typeof loadAction>>
const loadAction = async () => (await import('@/lib/billing/actions')).startCheckoutAction

beforeAll(async () => {
  world = await billingWorld()
  startCheckoutAction = await loadAction()
})
afterAll(() => world.close())

const form = (fields: Record<string, string>) => {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}

test('checklist 3: the action opens a checkout from plan and pack keys, by form or by value', async () => {
  const user = await world.newUser()
  const byForm = await signedInAs(user.id, () =>
    startCheckoutAction(form({ kind: 'topup', pack: 'medium' })),
  )
  const byValue = await signedInAs(user.id, () =>
    startCheckoutAction({ kind: 'topup', pack: 'medium' }),
  )
  expect(byForm).toEqual({ status: 'ok', data: { url: expect.stringContaining('/pay/') } })
  // A double click, whatever it came by.
  expect(byValue).toEqual(byForm)
})

test('checklist 4: without a session the action does nothing', async () => {
  const before = world.proxy.calls.length
  const state = await signedInAs(null, () =>
    startCheckoutAction(form({ kind: 'topup', pack: 'small' })),
  )
  expect(state).toMatchObject({ status: 'error', code: 'unauthorized' })
  expect(world.proxy.calls.length).toBe(before)
})

test.each<Record<string, string>>([
  { kind: 'topup', pack: 'small', amount: '1' },
  { kind: 'topup', pack: 'small', userId: 'somebody' },
  { kind: 'subscription', plan: 'enterprise', interval: 'month' },
  { kind: 'subscription', plan: 'pro' },
])('%j is refused', async (fields) => {
  const user = await world.newUser()
  const state = await signedInAs(user.id, () => startCheckoutAction(form(fields)))
  expect(state).toMatchObject({ status: 'error', code: 'bad_request' })
  expect(await world.db.checkoutAttempt.count({ where: { userId: user.id } })).toBe(0)
})

test('a subscriber is told where to change the subscription', async () => {
  const user = await world.newUser()
  const pro = { kind: 'subscription', plan: 'pro', interval: 'month' } as const
  await world.deliverAll((await world.buy(user, pro)).events)
  const state = await signedInAs(user.id, () => startCheckoutAction({ ...pro, plan: 'business' }))
  expect(state).toMatchObject({
    status: 'error',
    code: 'conflict',
    message: expect.stringContaining('billing page'),
  })
})

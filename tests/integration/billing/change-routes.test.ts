import { afterAll, beforeAll, expect, test } from 'vitest'
import { credits } from '@/lib/credits/unit'
import type { User } from '@/prisma/generated/client'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { testEnvironment } from '@/tests/support/environment'
import { planChanges } from '@/tests/support/plan-changes'
import { call, cookieOf } from '@/tests/support/signed-in'

const origin = testEnvironment.APP_URL
const business = { plan: 'business', interval: 'month' } as const

let world: BillingWorld
let story: ReturnType<typeof planChanges>
let routes: Awaited<ReturnType<typeof loadRoutes>>
const loadRoutes = async () => ({
  subscription: await import('@/app/api/subscriptions/[id]/route'),
  preview: await import('@/app/api/subscriptions/[id]/preview/route'),
})

beforeAll(async () => {
  world = await billingWorld()
  story = planChanges(world)
  routes = await loadRoutes()
})
afterAll(() => world.close())

async function ask(
  method: 'POST' | 'PATCH',
  path: string,
  { as, body, headers }: { as?: User; body: unknown; headers?: Record<string, string> },
): Promise<Request> {
  return new Request(`${origin}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(as && { cookie: await cookieOf(as.id) }),
      ...headers,
    },
    body: JSON.stringify(body),
  })
}

type Asked = { as?: User; body: unknown; headers?: Record<string, string> }
const preview = async (id: string, asked: Asked) =>
  call(routes.preview.POST, await ask('POST', `/api/subscriptions/${id}/preview`, asked), { id })
const patch = async (id: string, asked: Asked) =>
  call(routes.subscription.PATCH, await ask('PATCH', `/api/subscriptions/${id}`, asked), { id })

test('a change by HTTP: preview, confirm, and the plan is there', async () => {
  const user = await story.subscriber({ plan: 'pro', interval: 'month' })
  const { id } = await story.subscriptionOf(user)
  const shown = await preview(id, { as: user, body: business })
  expect(shown.status).toBe(200)
  const { preview: bill } = (await shown.json()) as {
    preview: { previewedAt: number; dueMinor: number }
  }
  expect(bill.dueMinor).toBe(6_000)
  const answer = await patch(id, {
    as: user,
    body: { action: 'change', ...business, previewedAt: bill.previewedAt },
  })
  expect(await answer.json()).toMatchObject({
    result: { status: 'changed' },
    subscription: { id, planKey: 'business' },
  })
  expect((await world.stateOf(user)).plan).toBe('business')
})

test('a planned change is undone, a cancellation taken back', async () => {
  const user = await story.subscriber(business)
  const { id } = await story.subscriptionOf(user)
  await story.change(user, { plan: 'pro', interval: 'month' })
  expect(await (await patch(id, { as: user, body: { action: 'undo' } })).json()).toMatchObject({
    subscription: { next: null },
  })
  await world.cancelAtPeriodEnd(user.id, id)
  expect(await (await patch(id, { as: user, body: { action: 'resume' } })).json()).toMatchObject({
    subscription: { cancelAt: null },
  })
})

test('checklist 3, 4: strangers, other users, other sites and amounts are refused', async () => {
  const [user, eve] = [
    await story.subscriber({ plan: 'pro', interval: 'month' }),
    await story.subscriber({ plan: 'pro', interval: 'month' }),
  ]
  const { id } = await story.subscriptionOf(user)
  const change = { action: 'change', ...business, previewedAt: Math.floor(Date.now() / 1_000) }
  const refused: [Promise<Response>, number][] = [
    [preview(id, { body: business }), 401],
    [preview(id, { as: eve, body: business }), 404],
    [preview(id, { as: user, body: { ...business, amount: 1 } }), 400],
    [patch(id, { body: change }), 401],
    [patch(id, { as: eve, body: change }), 404],
    [patch(id, { as: eve, body: { action: 'resume' } }), 404],
    [patch(id, { as: eve, body: { action: 'undo' } }), 404],
    [patch(id, { as: user, body: { ...change, price: 'price_1' } }), 400],
    [patch(id, { as: user, body: { ...change, plan: 'free' } }), 400],
    [patch(id, { as: user, body: change, headers: { origin: 'https://evil.example' } }), 403],
  ]
  for (const [response, status] of refused) expect((await response).status).toBe(status)
  for (const one of [user, eve])
    expect(await world.stateOf(one)).toMatchObject({ plan: 'pro', available: credits(1_100) })
})

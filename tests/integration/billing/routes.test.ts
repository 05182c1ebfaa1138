import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { User } from '@/prisma/generated/client'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { testEnvironment } from '@/tests/support/environment'
import { call, cookieOf } from '@/tests/support/signed-in'

const origin = testEnvironment.APP_URL

let world: BillingWorld
let routes: Awaited<ReturnType<typeof loadRoutes>>
let ada: User
let eve: User
let cookies: Map<string, string>

const loadRoutes = async () => ({
  checkout: await import('@/app/api/create-checkout/route'),
  status: await import('@/app/api/checkout/[sessionId]/route'),
  subscriptions: await import('@/app/api/subscriptions/route'),
  subscription: await import('@/app/api/subscriptions/[id]/route'),
  payments: await import('@/app/api/payments/route'),
})

beforeAll(async () => {
  world = await billingWorld()
  routes = await loadRoutes()
})
afterAll(() => world.close())
beforeEach(async () => {
  ada = await world.newUser()
  eve = await world.newUser()
  cookies = new Map([
    [ada.id, await cookieOf(ada.id)],
    [eve.id, await cookieOf(eve.id)],
  ])
})

type Asked = { as?: User; body?: unknown; raw?: string; headers?: Record<string, string> }

function ask(method: string, path: string, { as, body, raw, headers }: Asked = {}): Request {
  return new Request(`${origin}${path}`, {
    method,
    headers: {
      ...(as && { cookie: cookies.get(as.id) ?? '' }),
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
  })
}

const createCheckout = (asked: Asked) =>
  call(routes.checkout.POST, ask('POST', '/api/create-checkout', asked), {})
const status = (sessionId: string, as?: User) =>
  call(routes.status.GET, ask('GET', `/api/checkout/${sessionId}`, { as }), { sessionId })
const cancel = (id: string, asked: Asked) =>
  call(routes.subscription.DELETE, ask('DELETE', `/api/subscriptions/${id}`, asked), { id })
const subscriptions = (as?: User) =>
  call(routes.subscriptions.GET, ask('GET', '/api/subscriptions', { as }), {})
const payments = (query = '', as?: User) =>
  call(routes.payments.GET, ask('GET', `/api/payments${query}`, { as }), {})

/** Status and code of a refusal, whose message must be a sentence for people: no stack, no code, no JSON in it. */
async function refusal(response: Response) {
  const body = (await response.json()) as { code: string; message: string }
  expect(body.message).toMatch(/^[^{}]{8,200}$/)
  return [response.status, body.code]
}

const small = { kind: 'topup', pack: 'small' }
const proMonthly = { kind: 'subscription', plan: 'pro', interval: 'month' } as const

test('checklist 4: strangers are answered 401', async () => {
  expect(await refusal(await createCheckout({ body: small }))).toEqual([401, 'unauthorized'])
  expect(await refusal(await status('cs_test_1'))).toEqual([401, 'unauthorized'])
  expect(await refusal(await cancel('sub_1', {}))).toEqual([401, 'unauthorized'])
  expect(await refusal(await subscriptions())).toEqual([401, 'unauthorized'])
  expect(await refusal(await payments())).toEqual([401, 'unauthorized'])
  expect(
    await refusal(
      await createCheckout({ body: small, headers: { cookie: 'next-auth.session-token=forged' } }),
    ),
  ).toEqual([401, 'unauthorized'])
})

const codes: Record<number, string> = {
  400: 'bad_request',
  403: 'forbidden',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
}

describe('POST /api/create-checkout', () => {
  test('FEATURES 2.12: opens a session for the asking user', async () => {
    const response = await createCheckout({ as: ada, body: small })
    expect(response.status).toBe(201)
    const { url, sessionId } = (await response.json()) as { url: string; sessionId: string }
    expect(url).toContain(sessionId)
    expect(await world.stripe.checkout.sessions.retrieve(sessionId)).toMatchObject({
      client_reference_id: ada.id,
    })
  })

  test.each([
    ['wrong JSON', { raw: '{"kind":' }, 400],
    ['an empty body', { raw: '' }, 400],
    ['nothing known', { body: {} }, 400],
    ['an unknown pack', { body: { kind: 'topup', pack: 'huge' } }, 400],
    ['an amount of its own', { body: { ...small, amount: 1 } }, 400],
    ['a negative quantity', { body: { ...small, quantity: -3 } }, 400],
    ['a huge number for a pack', { body: { kind: 'topup', pack: 1e308 } }, 400],
    ['another user', { body: { ...small, userId: 'somebody' } }, 400],
    ['a price id', { body: { ...proMonthly, priceId: 'price_1' } }, 400],
    ['a return address', { body: { ...small, successUrl: 'https://evil.example' } }, 400],
    ['2 MB', { raw: JSON.stringify({ ...small, padding: 'x'.repeat(2_000_000) }) }, 413],
    ['a form', { raw: 'kind=topup', headers: { 'content-type': 'text/plain' } }, 415],
    ['a foreign Origin', { body: small, headers: { origin: 'https://evil.example' } }, 403],
    ['the Origin "null"', { body: small, headers: { origin: 'null' } }, 403],
  ])('%s is refused, nothing written', async (_what, asked, expected) => {
    const before = world.proxy.calls.length
    const response = await createCheckout({ as: ada, ...asked })
    expect(await refusal(response)).toEqual([expected, codes[expected]])
    expect(world.proxy.calls.length).toBe(before)
    expect(await world.db.checkoutAttempt.count({ where: { userId: ada.id } })).toBe(0)
  })

  test('checklist 5: a forged Host header does not reach the return address', async () => {
    const response = await createCheckout({
      as: ada,
      body: small,
      headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example', origin },
    })
    const { sessionId } = (await response.json()) as { sessionId: string }
    const session = await world.stripe.checkout.sessions.retrieve(sessionId)
    expect(session.success_url?.startsWith(`${origin}/`)).toBe(true)
    expect(session.cancel_url?.startsWith(`${origin}/`)).toBe(true)
  })
})

describe('GET /api/checkout/[sessionId]', () => {
  test('shows one’s own session only', async () => {
    const { sessionId, events } = await world.buy(ada, { kind: 'topup', pack: 'small' })
    expect(await (await status(sessionId, ada)).json()).toMatchObject({ status: 'pending' })
    await world.deliverAll(events)
    expect(await (await status(sessionId, ada)).json()).toMatchObject({
      status: 'paid',
      credits: 250,
      balance: { available: 350_000_000 },
    })
    expect(await refusal(await status(sessionId, eve))).toEqual([404, 'not_found'])
  })

  test.each(['cs_test_unknown', '../../etc/passwd', '\u0000', 'x'.repeat(10_000)])(
    'an unknown id is 404',
    async (id) => {
      const request = ask('GET', '/api/checkout/any', { as: ada })
      expect(await refusal(await call(routes.status.GET, request, { sessionId: id }))).toEqual([
        404,
        'not_found',
      ])
    },
  )
})

describe('subscriptions', () => {
  test('FEATURES 2.12: are listed and cancelled by their owner only', async () => {
    const { events } = await world.buy(ada, proMonthly)
    await world.deliverAll(events)
    const listed = (await (await subscriptions(ada)).json()) as { subscriptions: { id: string }[] }
    expect(listed.subscriptions).toMatchObject([{ planKey: 'pro', status: 'active' }])
    const id = listed.subscriptions[0]?.id ?? ''
    expect(await (await subscriptions(eve)).json()).toEqual({ subscriptions: [] })

    expect(await refusal(await cancel(id, { as: eve }))).toEqual([404, 'not_found'])
    const foreign = { as: ada, headers: { origin: 'https://evil.example' } }
    expect(await refusal(await cancel(id, foreign))).toEqual([403, 'forbidden'])
    expect((await world.stripe.subscriptions.retrieve(id)).cancel_at_period_end).toBe(false)

    const response = await cancel(id, { as: ada })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      subscription: { id, status: 'active', cancelAt: expect.any(String) },
    })
    expect((await world.stripe.subscriptions.retrieve(id)).cancel_at_period_end).toBe(true)
  })

  test('one that has ended cannot be cancelled again', async () => {
    const { events } = await world.buy(ada, proMonthly)
    await world.deliverAll(events)
    const { id } = await world.db.subscription.findFirstOrThrow({ where: { userId: ada.id } })
    await world.deliverAll(await world.eventsOf(() => world.stripe.subscriptions.cancel(id)))
    expect(await refusal(await cancel(id, { as: ada }))).toEqual([409, 'conflict'])
  })

  test.each(['sub_unknown', '%00', '\u0000', '-1'])('unknown id "%s": 404', async (id) => {
    const request = ask('DELETE', '/api/subscriptions/any', { as: ada })
    expect(await refusal(await call(routes.subscription.DELETE, request, { id }))).toEqual([
      404,
      'not_found',
    ])
  })
})

describe('GET /api/payments', () => {
  test('pages through one’s own payments, newest first', async () => {
    for (const pack of ['small', 'medium', 'large'] as const)
      await world.deliverAll((await world.buy(ada, { kind: 'topup', pack })).events)
    type Page = { payments: { id: string; itemKey: string }[]; nextCursor: string | null }
    const first = (await (await payments('?limit=2', ada)).json()) as Page
    expect(first.payments).toHaveLength(2)
    const rest = `?limit=2&cursor=${first.nextCursor}`
    const second = (await (await payments(rest, ada)).json()) as Page
    expect(second).toMatchObject({ payments: [{}], nextCursor: null })
    const all = [...first.payments, ...second.payments]
    expect(all.map(({ itemKey }) => itemKey).toSorted()).toEqual(['large', 'medium', 'small'])
    expect(new Set(all.map(({ id }) => id)).size).toBe(3)
    // Another user's cursor opens nothing of that user's.
    expect(await (await payments(rest, eve)).json()).toEqual({ payments: [], nextCursor: null })
  })

  test('FEATURES 6.5: shows amount, status and receipt', async () => {
    await world.deliverAll((await world.buy(ada, { kind: 'topup', pack: 'small' })).events)
    expect(await (await payments('', ada)).json()).toMatchObject({
      payments: [
        {
          kind: 'topup',
          description: '250 credits',
          amountMinor: 600,
          currency: 'usd',
          status: 'paid',
          receiptUrl: expect.stringContaining('http'),
        },
      ],
      nextCursor: null,
    })
  })

  test.each([
    '?limit=0',
    '?limit=-1',
    '?limit=1e9',
    '?limit=99999999999999999999',
    '?limit=many',
    '?cursor=nonsense',
    `?cursor=${Buffer.from('["2026-01-01T00:00:00Z","\\u0000"]').toString('base64url')}`,
    `?cursor=${'x'.repeat(1_000)}`,
  ])('%s is 400', async (query) => {
    expect(await refusal(await payments(query, ada))).toEqual([400, 'bad_request'])
  })
})

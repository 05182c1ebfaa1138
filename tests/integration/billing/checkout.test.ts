import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { testEnvironment } from '@/tests/support/environment'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

const small = { kind: 'topup', pack: 'small' } as const
const proMonthly = { kind: 'subscription', plan: 'pro', interval: 'month' } as const

const opened = () =>
  world.proxy.calls.filter(
    ({ method, path }) => method === 'POST' && path === '/v1/checkout/sessions',
  )

test('a double click makes one session, ten clicks at once too', async () => {
  const user = await world.newUser()
  const clicks = await Promise.all(
    Array.from({ length: 10 }, () => world.startCheckout({ userId: user.id, item: small })),
  )
  expect(new Set(clicks.map(({ sessionId }) => sessionId)).size).toBe(1)
  const later = await world.startCheckout({ userId: user.id, item: small })
  expect(later).toEqual(clicks[0])
  expect(await world.db.checkoutAttempt.count({ where: { userId: user.id } })).toBe(1)
  const customer = await world.ensureCustomer(user.id)
  const { data } = await world.stripe.checkout.sessions.list({ customer })
  expect(data).toHaveLength(1)
})

test('another item is another session', async () => {
  const user = await world.newUser()
  const one = await world.startCheckout({ userId: user.id, item: small })
  const other = await world.startCheckout({ userId: user.id, item: { ...small, pack: 'large' } })
  expect(other.sessionId).not.toBe(one.sessionId)
})

test('an expired session is replaced by a new one', async () => {
  const user = await world.newUser()
  const first = await world.startCheckout({ userId: user.id, item: small })
  await world.stripe.checkout.sessions.expire(first.sessionId)
  const second = await world.startCheckout({ userId: user.id, item: small })
  expect(second.sessionId).not.toBe(first.sessionId)
  expect((await world.stateOf(user)).checkouts.map(({ status }) => status)).toEqual([
    'expired',
    'open',
  ])
})

describe('what is sent to Stripe', () => {
  test('checklist 5, 7, 8: a top-up', async () => {
    const user = await world.newUser()
    const { sessionId } = await world.startCheckout({ userId: user.id, item: small })
    const session = await world.stripe.checkout.sessions.retrieve(sessionId)
    expect(session).toMatchObject({
      mode: 'payment',
      customer: await world.ensureCustomer(user.id),
      client_reference_id: user.id,
      amount_total: 600,
      billing_address_collection: 'required',
      allow_promotion_codes: true,
      success_url: `${testEnvironment.APP_URL}/billing/return?session_id={CHECKOUT_SESSION_ID}`,
      cancel_url: `${testEnvironment.APP_URL}/billing/cancelled?kind=topup&item=small`,
      metadata: { userId: user.id, kind: 'topup', itemKey: 'small', credits: '250' },
    })
    const sent = opened().at(-1)
    expect(sent?.fields).toMatchObject({
      'payment_intent_data[metadata][userId]': user.id,
      'payment_intent_data[metadata][kind]': 'topup',
      'payment_intent_data[metadata][itemKey]': 'small',
    })
    expect(sent?.idempotencyKey).toMatch(/^checkout:[0-9a-f-]{36}$/)
  })

  test('checklist 7, 8: a subscription', async () => {
    const user = await world.newUser()
    const { sessionId } = await world.startCheckout({ userId: user.id, item: proMonthly })
    expect(await world.stripe.checkout.sessions.retrieve(sessionId)).toMatchObject({
      mode: 'subscription',
      customer: await world.ensureCustomer(user.id),
      amount_total: 2_000,
      metadata: { userId: user.id, kind: 'subscription', itemKey: 'pro', interval: 'month' },
    })
    expect(opened().at(-1)?.fields).toMatchObject({
      'subscription_data[metadata][userId]': user.id,
      'subscription_data[metadata][itemKey]': 'pro',
    })
  })

  test('checklist 10: no deprecated parameter, and never an amount', async () => {
    const sent = new Set(opened().flatMap(({ fields }) => Object.keys(fields)))
    expect(sent.size).toBeGreaterThan(0)
    for (const name of sent)
      expect(name).not.toMatch(/^ui_mode|payment_method_types|price_data|unit_amount|^currency/)
  })
})

test('Stripe refuses: a plain sentence, and the next click starts afresh', async () => {
  const user = await world.newUser()
  const stop = world.proxy.rewrite(({ path }) =>
    path === '/v1/checkout/sessions'
      ? { status: 400, body: { error: { type: 'invalid_request_error', message: 'no' } } }
      : undefined,
  )
  await expect(world.startCheckout({ userId: user.id, item: small })).rejects.toMatchObject({
    code: 'provider_failed',
    status: 502,
  })
  stop()
  const { url } = await world.startCheckout({ userId: user.id, item: small })
  expect(url).toContain('/pay/')
  const keys = opened().slice(-2)
  expect(keys[0]?.idempotencyKey).not.toBe(keys[1]?.idempotencyKey)
})

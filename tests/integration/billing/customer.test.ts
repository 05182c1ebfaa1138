import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

const creations = () =>
  world.proxy.calls.filter(({ method, path }) => method === 'POST' && path === '/v1/customers')

test('checklist 1: the client is built once, and only for this machine', async () => {
  const { stripe } = await import('@/lib/billing/stripe')
  expect(stripe()).toBe(stripe())
  const { parseEnv } = await import('@/lib/env')
  const production = { ...process.env, NODE_ENV: 'production', APP_URL: 'https://tollgate.example' }
  expect(() => parseEnv(production)).toThrow('STRIPE_API_URL')
})

test('checklist 2: a live key does not talk to a local host', async () => {
  const { parseEnv } = await import('@/lib/env')
  const live = { ...process.env, STRIPE_SECRET_KEY: 'sk_live_abcdefghij' }
  expect(() => parseEnv(live)).toThrow('a live Stripe key must talk to Stripe itself')
})

test('checklist 6: ten first visits at once make one customer', async () => {
  const user = await world.newUser()
  const before = creations().length
  const ids = await Promise.all(Array.from({ length: 10 }, () => world.ensureCustomer(user.id)))
  expect(new Set(ids).size).toBe(1)
  expect(creations().length - before).toBe(1)
  const customer = await world.stripe.customers.retrieve(ids[0] ?? '')
  expect(customer).toMatchObject({ email: user.email, metadata: { userId: user.id } })
})

test('a lost answer does not make a second customer', async () => {
  const user = await world.newUser()
  const stop = world.proxy.rewrite(({ method, path }) =>
    method === 'POST' && path === '/v1/customers'
      ? { status: 402, body: { error: { type: 'api_error', message: 'lost' } } }
      : undefined,
  )
  await expect(world.ensureCustomer(user.id)).rejects.toMatchObject({ code: 'provider_failed' })
  stop()
  expect(await world.db.billingCustomer.count({ where: { userId: user.id } })).toBe(0)
  const id = await world.ensureCustomer(user.id)
  const made = await world.stripe.customers.list({ email: user.email })
  expect(made.data.map((customer) => customer.id)).toEqual([id])
})

test('an unknown user has no customer', async () => {
  await expect(world.ensureCustomer('00000000-0000-7000-8000-000000000000')).rejects.toMatchObject({
    code: 'not_found',
  })
})

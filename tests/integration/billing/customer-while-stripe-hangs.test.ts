import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

const isCreation = ({ method, path }: { method: string; path: string }) =>
  method === 'POST' && path === '/v1/customers'

// Each customer that was asked for kept a connection of the pool (ten) until Stripe answered: ten sign-ups while Stripe
// hung stopped everything that needs the database, chats included.
test('twelve sign-ups while Stripe does not answer leave the database to everybody else', async () => {
  const users = await Promise.all(Array.from({ length: 12 }, () => world.newUser()))
  const stripeAnswers = Promise.withResolvers<undefined>()
  const allAsked = Promise.withResolvers<void>()
  let asked = 0
  const stop = world.proxy.rewrite((call) => {
    if (!isCreation(call)) return undefined
    asked += 1
    if (asked === users.length) allAsked.resolve()
    return stripeAnswers.promise
  })
  const customers = Promise.all(users.map(({ id }) => world.ensureCustomer(id)))
  await allAsked.promise
  expect(await world.db.user.count()).toBeGreaterThanOrEqual(users.length)
  stripeAnswers.resolve(undefined)
  expect(new Set(await customers).size).toBe(users.length)
  stop()
})

// The key of a creation was used with a name that has changed since: Stripe refuses the same key with other parameters
// for a day, and for that day the user could buy nothing.
test('a user renamed after a lost answer still gets the customer that was made', async () => {
  const user = await world.newUser()
  const stop = world.proxy.rewrite((call) =>
    isCreation(call)
      ? { status: 402, body: { error: { type: 'api_error', message: 'lost' } } }
      : undefined,
  )
  await expect(world.ensureCustomer(user.id)).rejects.toMatchObject({ code: 'provider_failed' })
  stop()
  await world.db.user.update({ where: { id: user.id }, data: { name: 'Another Name' } })
  const id = await world.ensureCustomer(user.id)
  const made = await world.stripe.customers.list({ email: user.email })
  expect(made.data.map((customer) => customer.id)).toEqual([id])
})

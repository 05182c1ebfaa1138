import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { planChanges } from '@/tests/support/plan-changes'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

test('the portal’s configuration is made once, and mended when somebody changed it', async () => {
  expect(await world.syncPortal()).toHaveLength(1)
  expect(await world.syncPortal()).toEqual([])
  const { data } = await world.stripe.billingPortal.configurations.list({ limit: 10 })
  const ours = data.find(({ metadata }) => metadata?.tollgate === 'portal')
  if (!ours) throw new Error('no configuration')
  // A plan is changed on our own page only: the portal does not tell what credits it brings.
  expect(ours.features.subscription_update.enabled).toBe(false)
  expect(ours.features.subscription_cancel).toMatchObject({ enabled: true, mode: 'at_period_end' })
  await world.stripe.billingPortal.configurations.update(ours.id, {
    features: { subscription_cancel: { enabled: true, mode: 'immediately' } },
  })
  expect(await world.syncPortal()).toEqual([`portal configuration ${ours.id} updated`])
})

test('FEATURES 2.5: the portal opens for the user’s own customer, with our configuration', async () => {
  await world.syncPortal()
  const story = planChanges(world)
  const user = await story.subscriber({ plan: 'pro', interval: 'month' })
  const events = await world.eventsOf(async () => {
    const { url } = await world.openPortal(user.id)
    expect((await fetch(url)).status).toBe(200)
  })
  const [opened] = events.filter(({ type }) => type === 'billing_portal.session.created')
  const { customer } = await story.subscriptionOf(user)
  expect(opened?.data.object).toMatchObject({
    customer,
    return_url: expect.stringMatching(/\/billing$/),
    flow: null,
  })
})

test('it opens at the card alone, also for a user who has never paid', async () => {
  await world.syncPortal()
  const user = await world.newUser()
  const events = await world.eventsOf(() => world.openPortal(user.id, 'card'))
  const opened = events.find(({ type }) => type === 'billing_portal.session.created')
  expect(opened?.data.object).toMatchObject({ flow: { type: 'payment_method_update' } })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { traceIfAsked } from '@/instrumentation-node'
import { billingWorld, typed, type BillingWorld } from '@/tests/support/billing'
import { otlpCollector, outline } from '@/tests/support/otlp-collector'

let world: BillingWorld
let collector: Awaited<ReturnType<typeof otlpCollector>>

beforeAll(async () => {
  collector = await otlpCollector()
  Object.assign(process.env, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '20',
  })
  world = await billingWorld()
  const { env } = await import('@/lib/env')
  await traceIfAsked(env())
})
afterAll(async () => {
  await world.close()
  await collector.close()
})

/** Spans go out in batches. */
const patient = { timeout: 10_000 }
const webhooks = () => collector.spans().filter(({ name }) => name === 'webhook')

test('a webhook is one tree: verified, stored, read again, applied; without an address or an account', async () => {
  const user = await world.newUser()
  const { events } = await world.buy(user, { kind: 'topup', pack: 'small' })
  const paid = typed(events, 'checkout.session.completed')
  expect((await world.deliver(paid)).status).toBe(200)
  await expect.poll(webhooks, patient).toHaveLength(1)

  const webhook = collector.tree('webhook')
  expect(outline(webhook)).toEqual(['webhook', '  verify', '  store', '  re-read', '  apply'])
  expect(webhook.attributes).toEqual({
    'tollgate.event_id': paid.id,
    'tollgate.event_type': 'checkout.session.completed',
    'tollgate.outcome': 'processed',
  })
  const buyer = paid.data.object.customer_details?.email ?? ''
  expect(buyer).toContain('@')
  for (const secret of [buyer, user.email, user.id]) expect(collector.raw()).not.toContain(secret)
})

test('one that is refused or fails says where and by which code', async () => {
  collector.reset()
  const refused = await world.webhook(world.deliveryOf('{}', { secret: 'whsec_somebodyElses' }))
  expect(refused.status).toBe(400)
  await expect.poll(webhooks, patient).toHaveLength(1)
  expect(outline(collector.tree('webhook'))).toEqual(['webhook', '  verify'])
  expect(collector.tree('verify').attributes).toEqual({ 'error.type': 'bad_request' })
})

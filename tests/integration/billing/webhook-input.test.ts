import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { testEnvironment } from '@/tests/support/environment'

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

const eventOf = (changes: object = {}) => ({
  id: `evt_${randomUUID()}`,
  object: 'event',
  api_version: '2026-10-28.endive',
  created: 1_790_000_000,
  type: 'radar.early_fraud_warning.created',
  livemode: false,
  pending_webhooks: 1,
  request: null,
  data: { object: { id: 'issfr_1', object: 'radar.early_fraud_warning' } },
  ...changes,
})

const stored = () => world.db.webhookEvent.count()

/** The status of a refusal, which must be a plain sentence and leave nothing behind. */
async function refusal(request: Request): Promise<number> {
  const before = await stored()
  const response = await world.webhook(request)
  const body = (await response.json()) as { message: string }
  expect(body.message).toMatch(/^[A-Z].*\.$/)
  expect(await stored()).toBe(before)
  return response.status
}

test('checklist 11; FEATURES 6.1: one byte changed in the body is refused, nothing written', async () => {
  const body = JSON.stringify(eventOf())
  expect(
    await refusal(world.deliveryOf(body.replace('1790000000', '1790000001'), { signed: body })),
  ).toBe(400)
})

test('a signature over another body is refused', async () => {
  const other = JSON.stringify(eventOf())
  expect(await refusal(world.deliveryOf(JSON.stringify(eventOf()), { signed: other }))).toBe(400)
})

test('a signature made with another secret is refused', async () => {
  expect(
    await refusal(world.deliveryOf(JSON.stringify(eventOf()), { secret: 'whsec_somebodyElses' })),
  ).toBe(400)
})

test('each destination signs with a secret of its own; any of ours is taken, no other', async () => {
  const { verifyDelivery } = world
  const body = JSON.stringify(eventOf())
  const signedWith = (secret: string) =>
    world.deliveryOf(body, { secret }).headers.get('stripe-signature')
  const ours = 'whsec_usual,whsec_thin'
  for (const secret of ['whsec_usual', 'whsec_thin'])
    expect(verifyDelivery(body, signedWith(secret), ours)).toMatchObject({ type: eventOf().type })
  for (const secret of ['whsec_other', ours])
    expect(() => verifyDelivery(body, signedWith(secret), ours)).toThrow('does not fit')
})

test('checklist 12: a signature 301 s old is refused, one 295 s old is taken', async () => {
  expect(await refusal(world.deliveryOf(JSON.stringify(eventOf()), { ageSeconds: 301 }))).toBe(400)
  const fresh = await world.webhook(
    world.deliveryOf(JSON.stringify(eventOf()), { ageSeconds: 295 }),
  )
  expect(fresh.status).toBe(200)
})

test.each(['', 'nonsense', 't=,v1=', 't=abc,v1=def', 't=5,v1'])(
  'the signature "%s" is refused',
  async (header) => {
    const request = new Request(`${testEnvironment.APP_URL}/api/webhooks/stripe`, {
      method: 'POST',
      headers: header ? { 'stripe-signature': header } : {},
      body: JSON.stringify(eventOf()),
    })
    expect(await refusal(request)).toBe(400)
  },
)

test('a body over the limit is 413, also when it does not say its length', async () => {
  expect(
    await refusal(world.deliveryOf(JSON.stringify(eventOf({ padding: 'x'.repeat(2_000_000) })))),
  ).toBe(413)
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
  })
  const request = new Request(`${testEnvironment.APP_URL}/api/webhooks/stripe`, {
    method: 'POST',
    headers: { 'stripe-signature': 't=1,v1=1' },
    body: endless,
    duplex: 'half',
  } as RequestInit)
  expect(await refusal(request)).toBe(413)
})

test.each([
  ['no JSON', '{"id": '],
  ['a list', '[]'],
  ['null', 'null'],
  ['no event', JSON.stringify({ id: 'evt_1', object: 'charge' })],
  ['an event without id', JSON.stringify(eventOf({ id: undefined }))],
  ['an event of no time', JSON.stringify(eventOf({ created: 'yesterday' }))],
])('signed, but %s: 400', async (_what, body) => {
  expect(await refusal(world.deliveryOf(body))).toBe(400)
})

test('checklist 2: an event whose livemode differs from the key is refused', async () => {
  expect(await refusal(world.deliveryOf(JSON.stringify(eventOf({ livemode: true }))))).toBe(400)
})

test('checklist 16: an unknown event is 200 and stored', async () => {
  const event = eventOf()
  const response = await world.deliver(event)
  expect(response.status).toBe(200)
  expect(await world.db.webhookEvent.findUnique({ where: { id: event.id } })).toMatchObject({
    status: 'ignored',
    objectId: 'issfr_1',
    attempts: 1,
    payload: event,
  })
})

test('a thin event is stored as well', async () => {
  const event = {
    id: `evt_${randomUUID()}`,
    object: 'v2.core.event',
    type: 'v1.billing.meter.no_meter_found',
    livemode: false,
    created: '2026-10-22T10:00:00.000Z',
    related_object: { id: 'mtr_1', type: 'billing.meter', url: '/v1/billing/meters/mtr_1' },
  }
  expect((await world.deliver(event)).status).toBe(200)
  expect(await world.db.webhookEvent.findUnique({ where: { id: event.id } })).toMatchObject({
    status: 'ignored',
    createdAt: new Date(event.created),
  })
})

test('a type that is a name of every object is only stored', async () => {
  const response = await world.deliver(eventOf({ type: 'constructor' }))
  expect(await response.json()).toMatchObject({ outcome: 'ignored' })
})
